"""The test suite; CONTRIBUTING.md says which kind of test lies where."""
