variable "TAG" {
  default = "latest"
}

group "default" {
  targets = ["app", "site"]
}

target "app" {
  name   = "release-${part}"
  matrix = { part = ["shop", "jobs"] }
  target = part
  tags   = ["registry.example/${part}:${TAG}"]
}

target "site" {
  dockerfile = "web.Dockerfile"
  tags       = ["registry.example/web:${TAG}"]
}
