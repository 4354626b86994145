import Synchronization

/// Whether some work of this process was abandoned and goes on.
///
/// Such a process must end without running the destructors of libraries that the work still uses.
package enum AbandonedWork {
  private static let flag = Atomic<Bool>(false)

  static func note() { flag.store(true, ordering: .releasing) }

  package static var exists: Bool { flag.load(ordering: .acquiring) }
}
