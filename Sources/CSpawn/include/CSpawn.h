// What starting a program needs beyond POSIX, and Swift does not import.

#ifndef CSPAWN_H
#define CSPAWN_H

#include <spawn.h>

/// Starts the program in a folder, with no open descriptors but the three standard ones where the
/// system can close the others. Returns 0 or the number of an error.
int cspawn_use_folder(posix_spawn_file_actions_t *actions, const char *folder);

#endif
