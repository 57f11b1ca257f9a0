"""The functions that bake brings along (buildx, bake/hclparser/stdlib.go)."""
