#define _GNU_SOURCE
#include "CSpawn.h"

#ifdef __linux__
#include <sys/prctl.h>
#endif

int cspawn_use_folder(posix_spawn_file_actions_t *actions, const char *folder) {
  int status = posix_spawn_file_actions_addchdir_np(actions, folder);
#if defined(__GLIBC__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 34)
  if (status == 0) status = posix_spawn_file_actions_addclosefrom_np(actions, 3);
#endif
#endif
  return status;
}

void cspawn_adopt_orphans(void) {
#ifdef __linux__
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
#endif
}

static int argument_count = 0;
static char **arguments = 0;

#if defined(__GLIBC__) || defined(__APPLE__)
// These systems call constructors with the arguments of `main`.
__attribute__((constructor)) static void keep_arguments(int count, char **words) {
  argument_count = count;
  arguments = words;
}
#endif

int cspawn_argument_count(void) { return argument_count; }
const char *cspawn_argument(int index) { return arguments[index]; }
