// The limit for a file store: only reads the bytes, and makes nothing of them.
//   readStore EXPERIMENT PROCESSES     opens, reads and closes every file of every run; prints milliseconds, of processor time too, and bytes
//   readStore EXPERIMENT drop          asks the kernel to forget the content of every file (names stay known)
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char buffer[1 << 20];
static int isDropping;
static long *total;

static void file(int folder, const char *name) {
  int descriptor = openat(folder, name, O_RDONLY);
  if (descriptor < 0) return;
  if (isDropping) {
    fdatasync(descriptor);
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  } else {
    long got, sum = 0;
    while ((got = read(descriptor, buffer, sizeof buffer)) > 0) sum += got;
    __atomic_add_fetch(total, sum, __ATOMIC_RELAXED);
  }
  close(descriptor);
}

static void folder(int parent, const char *name) {
  int descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) return;
  DIR *entries = fdopendir(descriptor);
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (entry->d_type == DT_REG) file(descriptor, entry->d_name);
    else if (entry->d_type == DT_DIR && entry->d_name[0] != '.') folder(descriptor, entry->d_name);
  }
  closedir(entries);
}

static double cpuOf(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  isDropping = strcmp(arguments[2], "drop") == 0;
  int processes = isDropping ? 1 : atoi(arguments[2]);
  total = mmap(NULL, sizeof *total, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  int experiment = open(arguments[1], O_RDONLY | O_DIRECTORY);
  if (experiment < 0) return 1;
  char **runs = NULL;
  long found = 0;
  DIR *entries = fdopendir(dup(experiment));
  for (struct dirent *entry; (entry = readdir(entries));) {
    if (entry->d_type != DT_DIR || entry->d_name[0] == '.') continue;
    runs = realloc(runs, (found + 1) * sizeof *runs);
    runs[found++] = strdup(entry->d_name);
  }
  for (int process = 0; process < processes; process++) {
    if (processes > 1 && fork() != 0) continue;
    for (long run = process; run < found; run += processes) folder(experiment, runs[run]);
    if (processes > 1) _exit(0);
  }
  while (wait(NULL) > 0);
  clock_gettime(CLOCK_MONOTONIC, &end);
  double ms = (end.tv_sec - start.tv_sec) * 1e3 + (end.tv_nsec - start.tv_nsec) / 1e6;
  printf("{\"ms\":%.2f,\"cpu\":%.2f,\"bytes\":%ld}\n", ms, cpuOf(RUSAGE_SELF) + cpuOf(RUSAGE_CHILDREN), *total);
  return 0;
}
