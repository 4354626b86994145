// What starting a program needs beyond POSIX, and Swift does not import.

#ifndef CSPAWN_H
#define CSPAWN_H

#include <spawn.h>
#include <sys/types.h>

/// Starts the program in a folder, with no open descriptors but the three standard ones where the
/// system can close the others. Returns 0 or the number of an error.
int cspawn_use_folder(posix_spawn_file_actions_t *actions, const char *folder);

/// Makes this process the parent of orphans among its descendants, where the system can do that, so that
/// they are found (PR_SET_CHILD_SUBREAPER of prctl(2)).
void cspawn_adopt_orphans(void);

/// Starts a program, which is looked for on the PATH, in a folder and in a process group of its own, with
/// these descriptors as its standard ones. Where the system can do that, it is killed when the calling
/// thread ends. Returns 0 or the number of an error.
int cspawn_server(const char *program, char *const words[], const char *folder,
                  const int descriptors[3], pid_t *process);

/// The number of arguments that this program was started with, and each of them. Swift reads them
/// from `/proc`, which a bare container does not have. 0 where the system does not tell them.
int cspawn_argument_count(void);
const char *cspawn_argument(int index);

#endif
