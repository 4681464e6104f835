/* A shared library, but no module. */
__attribute__((visibility("default"))) int answer(void);
__attribute__((visibility("default"))) int answer(void) {
  return 42;
}
