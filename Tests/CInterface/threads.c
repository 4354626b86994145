/* Calls from many threads, calls that are cancelled, and calls that must not leak. */
#include "support.h"

#include <limits.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { threads = 8, rounds = 2 };

static void join(pthread_t *started, int count) {
  for (int i = 0; i < count; i++) CHECK(pthread_join(started[i], NULL) == 0, "");
}

/* ---- Many threads ---- */

static proviso_gate *shared;
static atomic_int allowed, denied;

static void *work(void *argument) {
  int number = *(int *)argument;
  for (int round = 0; round < rounds; round++) {
    CHECK(check(DOOR, 0, NULL) == PROVISO_VIOLATED, "");
    char id[32];
    snprintf(id, sizeof id, "%d-%d", number, round);
    int isInside = (number + round) % 2;
    int status =
        decide(shared, id, isInside ? "a@example.com" : "a@example.org", 0, NULL, NULL);
    CHECK(status == (isInside ? PROVISO_ALLOW : PROVISO_DENY), id);
    if (isInside) {
      atomic_fetch_add(&allowed, 1);
      char outcome[96];
      snprintf(outcome, sizeof outcome, "{\"id\": \"%s\", \"outcome\": \"succeeded\"}", id);
      CHECK(proviso_gate_outcome(shared, outcome, strlen(outcome), NULL) == PROVISO_PROVED, id);
    } else {
      atomic_fetch_add(&denied, 1);
    }
    proviso_gate *own = open_mail();
    CHECK(decide(own, id, "a@example.com", 0, NULL, NULL) == PROVISO_ALLOW, id);
    proviso_gate_close(own);
  }
  return NULL;
}

static void many(void) {
  shared = open_mail();
  pthread_t started[threads];
  int numbers[threads];
  pthread_attr_t small;
  /* The caller's stack does not matter. */
  CHECK(pthread_attr_init(&small) == 0 && pthread_attr_setstacksize(&small, 128 << 10) == 0, "");
  for (int i = 0; i < threads; i++) {
    numbers[i] = i;
    CHECK(pthread_create(&started[i], &small, work, &numbers[i]) == 0, "");
  }
  join(started, threads);
  CHECK(allowed == threads * rounds / 2 && denied == threads * rounds / 2, "");
  proviso_gate_close(shared);
}

/* ---- Cancellation ---- */

static proviso_cancellation *ending;
static atomic_int ended;

static void *count_without_end(void *unused) {
  (void)unused;
  CHECK(check(COUNTER, 0, ending) == PROVISO_UNDECIDED, "");
  atomic_fetch_add(&ended, 1);
  return NULL;
}

static void cancel(void) {
  ending = proviso_cancellation_new();
  pthread_t started[3];
  for (int i = 0; i < 3; i++) {
    CHECK(pthread_create(&started[i], NULL, count_without_end, NULL) == 0, "");
  }
  usleep(400000);
  CHECK(ended == 0, "the checks go on until they are cancelled");
  proviso_cancel(ending);
  join(started, 3);
  CHECK(ended == 3, "");
  proviso_cancellation_free(ending);
  /* Without a cancellation, the next check ends by itself. */
  CHECK(check(DOOR, 0, NULL) == PROVISO_VIOLATED, "");
}

/* ---- One gate, whose turn may not come ---- */

static void *hold(void *gate) {
  const char *unknown = "{\"id\": \"slow\", \"tool\": \"more\", \"arguments\": {}}";
  int status = proviso_gate_decide(gate, unknown, strlen(unknown), 0, ending, NULL);
  CHECK(status == PROVISO_ASK || status == PROVISO_DENY, "");
  return NULL;
}

static void turns(void) {
  proviso_gate *gate = open_mail();
  pthread_t started[threads];
  ending = proviso_cancellation_new();
  for (int i = 0; i < threads; i++) CHECK(pthread_create(&started[i], NULL, hold, gate) == 0, "");
  /* Only one of the calls with the same id is part of the session. A late one is denied or asked. */
  int status = decide(gate, "1", "a@example.org", 1, NULL, NULL);
  CHECK(status == PROVISO_DENY || status == PROVISO_ASK, "");
  join(started, threads);
  proviso_cancel(ending);
  CHECK(decide(gate, "2", "a@example.com", 0, ending, NULL) == PROVISO_ASK, "");
  proviso_cancellation_free(ending);
  proviso_gate_close(gate);
}

/* ---- Leaks ---- */

static void one_of_each(int number) {
  CHECK(check(DOOR, 0, NULL) == PROVISO_VIOLATED, "");
  char *answer = NULL;
  CHECK(proviso_check("{", 1, 0, NULL, &answer) == PROVISO_UNUSABLE, answer);
  proviso_free(answer);
  proviso_gate *gate = open_mail();
  char id[32];
  snprintf(id, sizeof id, "%d", number);
  CHECK(decide(gate, id, "a@example.org", 0, NULL, &answer) == PROVISO_DENY, answer);
  proviso_free(answer);
  proviso_gate_close(gate);
  proviso_cancellation *cancellation = proviso_cancellation_new();
  proviso_cancel(cancellation);
  proviso_cancellation_free(cancellation);
}

#ifdef __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_OWN_MALLOC
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__GLIBC__)
#define HAS_OWN_MALLOC
#endif

/* The caches of the library grow now and then for some hundred rounds, by up to 90,000 bytes in a hundred of
 * them. A leak grows in every stretch of rounds, so that the stretch with the smallest growth shows it. */
enum { stretches = 4 };

static void leaks(int count) {
  int number = 0;
#ifndef HAS_OWN_MALLOC
  mallopt(M_ARENA_MAX, 1);
#endif
  for (; number < 50; number++) one_of_each(number);
  long least = LONG_MAX;
  for (int stretch = 0; stretch < stretches; stretch++) {
#ifndef HAS_OWN_MALLOC
    size_t before = mallinfo2().uordblks;
    for (int i = 0; i < count; i++) one_of_each(number++);
    long growth = (long)mallinfo2().uordblks - (long)before;
    if (growth < least) least = growth;
    /* One answer that leaks is about 2,000 bytes in each round. */
    if (least < 1000L * count) break;
#else
    for (int i = 0; i < count; i++) one_of_each(number++);
#endif
  }
#ifndef HAS_OWN_MALLOC
  printf("%d rounds: %ld bytes more in use\n", count, least);
  CHECK(least < 1000L * count, "memory grows");
#endif
}

int main(int count, char **arguments) {
  const char *part = count > 1 ? arguments[1] : "";
  if (strcmp(part, "many") == 0) many();
  else if (strcmp(part, "cancel") == 0) cancel();
  else if (strcmp(part, "turns") == 0) turns();
  else if (strcmp(part, "leaks") == 0) leaks(count > 2 && atoi(arguments[2]) > 0 ? atoi(arguments[2]) : 100);
  else return 2;
  printf("%s: as the header says\n", part);
  return 0;
}
