// Package greet knows how to greet.
package greet

// Hello greets by name, or the world.
func Hello(name string) string {
	if name == "" {
		name = "world"
	}
	return "Hello, " + name + "!"
}
