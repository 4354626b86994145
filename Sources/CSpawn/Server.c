#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

// posix_spawn(3) cannot ask for a signal at the end of the parent, so this forks. The other threads are
// not in the child, which therefore calls only what is safe in a signal handler.

static void become(const char *program, char *const words[], const char *folder,
                   const int descriptors[3], pid_t parent) {
#ifdef __linux__
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return;
  // The parent may have ended in between.
  if (getppid() != parent) _exit(127);
#else
  (void)parent;
#endif
  if (setpgid(0, 0) != 0 || chdir(folder) != 0) return;
  for (int target = 0; target < 3; target++)
    if (dup2(descriptors[target], target) < 0) return;
  const int handled[] = {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP};
  for (size_t index = 0; index < sizeof handled / sizeof *handled; index++)
    signal(handled[index], SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, 0);
  execvp(program, words);
}

int cspawn_server(const char *program, char *const words[], const char *folder,
                  const int descriptors[3], pid_t *process) {
  int failure[2];
  if (pipe(failure) != 0) return errno;
  fcntl(failure[0], F_SETFD, FD_CLOEXEC);
  fcntl(failure[1], F_SETFD, FD_CLOEXEC);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    become(program, words, folder, descriptors, parent);
    const int number = errno;
    ssize_t written = write(failure[1], &number, sizeof number);
    _exit(written == sizeof number ? 127 : 126);
  }
  int number = child < 0 ? errno : 0;
  close(failure[1]);
  if (child > 0) {
    ssize_t count;
    do {
      count = read(failure[0], &number, sizeof number);
    } while (count < 0 && errno == EINTR);
    if (count != sizeof number) number = 0;
    *process = child;
  }
  close(failure[0]);
  return number;
}
