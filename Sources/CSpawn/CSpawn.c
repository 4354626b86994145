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
