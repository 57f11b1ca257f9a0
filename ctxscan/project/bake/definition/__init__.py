"""Bodies of HCL -> targets and groups (buildx, bake/hclparser/hclparser.go)."""
