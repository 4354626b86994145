import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The other programs that are running, each with its process group, so that they end together with
/// this process.
package enum RunningPrograms {
  private static let groups = Mutex<Set<pid_t>>([])

  /// Adds the process group of a program that was started.
  package static func add(_ group: pid_t) { groups.withLock { _ = $0.insert(group) } }

  /// Ends every process of a group and removes the group. Its leader must not have been waited for
  /// yet, because its number could belong to another process afterwards.
  package static func end(_ group: pid_t) {
    groups.withLock { groups in
      if groups.remove(group) != nil { kill(-group, SIGKILL) }
    }
  }

  /// Ends every process of every group.
  package static func endAll() {
    groups.withLock { groups in
      for group in groups { kill(-group, SIGKILL) }
      groups = []
    }
  }
}
