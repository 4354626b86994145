/* What the test programs of the interface in C share: requests, and checks that end the program. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <proviso.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition, text)                                                     \
  do {                                                                             \
    if (!(condition)) fail(__FILE__, __LINE__, #condition, text);                  \
  } while (0)

static inline void fail(const char *file, int line, const char *condition, const char *text) {
  fprintf(stderr, "%s:%d: not true: %s\n%.600s\n", file, line, condition,
          text != NULL ? text : "(no text)");
  exit(1);
}

/* A world of mail, in which nobody outside gets any. */
#define MAIL                                                                       \
  "{\"name\": \"mail.proviso\", \"text\": \"world mail\\n"                         \
  "action send(to: String) {}\\n"                                                  \
  "action read_inbox() harmless\\n"                                                \
  "invariant nobody_outside \\\"Mail stays inside\\\" {\\n"                        \
  "  every c in calls where c.tool == \\\"send\\\" {"                              \
  " c.args.to.endsWith(\\\"@example.com\\\") }\\n}\\n\"}"

/* Agents that count without end, which no search finishes. */
#define COUNTER                                                                    \
  "{\"input\": {\"name\": \"counter.proviso\", \"text\": \"world counter\\n"       \
  "var a: Int = 0\\nvar b: Int = 0\\n"                                             \
  "action more() { a += 1 }\\naction mix() { b = b + a * a % 7 }\\n"               \
  "invariant below \\\"The sum never meets a strange number\\\""                   \
  " { a * a + b * b != 123456789 }\\n\"}}"

/* A door that anybody may open. */
#define DOOR                                                                       \
  "{\"input\": {\"name\": \"house.proviso\", \"text\": \"world house\\n"           \
  "var isOpen: Bool = false\\naction push() { isOpen = not isOpen }\\n"            \
  "invariant shut \\\"The door stays shut\\\" { not isOpen }\\n\"}}"

static inline int has(const char *text, const char *part) {
  return text != NULL && strstr(text, part) != NULL;
}

/* The status of a check whose answer nobody keeps. */
static inline int check(const char *request, int64_t deadline, proviso_cancellation *cancellation) {
  char *answer = NULL;
  int status = proviso_check(request, strlen(request), deadline, cancellation, &answer);
  CHECK(answer != NULL, answer);
  proviso_free(answer);
  return status;
}

static inline proviso_gate *open_mail(void) {
  const char *request = "{\"world\": " MAIL "}";
  char *answer = NULL;
  proviso_gate *gate = proviso_gate_open(request, strlen(request), 0, NULL, &answer);
  CHECK(gate != NULL, answer);
  CHECK(has(answer, "proviso.gate/1"), answer);
  proviso_free(answer);
  return gate;
}

static inline int decide(proviso_gate *gate, const char *id, const char *to, int64_t deadline,
                         proviso_cancellation *cancellation, char **answer) {
  char request[256];
  snprintf(request, sizeof request,
           "{\"id\": \"%s\", \"tool\": \"send\", \"arguments\": {\"to\": \"%s\"}}", id, to);
  return proviso_gate_decide(gate, request, strlen(request), deadline, cancellation, answer);
}

#endif
