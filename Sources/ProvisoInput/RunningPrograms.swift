import CSpawn
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
  private struct State {
    var groups: Set<pid_t> = []
    /// Whether orphans become children of this process, so that all of them are its programs'.
    var adoptsOrphans = false
  }

  private static let state = Mutex(State())

  /// The number of searches for processes, each among those that were started meanwhile, and the time
  /// between two of them in microseconds: a busy system takes a while to end a process.
  private static let rounds = 200
  private static let pause: UInt32 = 5_000

  /// Makes sure that a program cannot leave a process behind, also in a session of its own. Only for a
  /// process that starts no others: it ends every child that is left when the last program ends.
  package static func adoptOrphans() {
    cspawn_adopt_orphans()
    state.withLock { $0.adoptsOrphans = true }
  }

  /// Adds the process group of a program that was started.
  package static func add(_ group: pid_t) { state.withLock { _ = $0.groups.insert(group) } }

  /// Ends every process of a group, with what they have started, and removes the group. Its leader must
  /// not have been waited for yet, because its number could belong to another process afterwards.
  package static func end(_ group: pid_t) {
    state.withLock { state in
      if state.groups.remove(group) != nil { kill([group], state) }
    }
  }

  /// Ends every process of every group, with what they have started.
  package static func endAll() {
    state.withLock { state in
      let groups = state.groups
      state.groups = []
      if !groups.isEmpty { kill(groups, state) }
    }
  }

  private static func kill(_ groups: Set<pid_t>, _ state: State) {
    for _ in 0..<rounds {
      let tree = ProcessTree()
      var found = groups.flatMap(tree.descendants)
      if state.adoptsOrphans, state.groups.isEmpty {
        let orphans = tree.children(of: getpid()).filter { !groups.contains($0) }
        found += orphans + orphans.flatMap(tree.descendants)
      }
      for group in groups { signal(-group) }
      for process in found { signal(process) }
      if found.isEmpty { return }
      usleep(pause)
    }
  }

  private static func signal(_ process: pid_t) { _ = systemKill(process, SIGKILL) }
}

/// Calls `kill(2)`, whose name the type's own function hides.
private func systemKill(_ process: pid_t, _ number: Int32) -> Int32 { kill(process, number) }
