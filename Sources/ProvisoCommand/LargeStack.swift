#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs the command on a stack of its own. That of the main thread has the size that the caller's
/// shell allows, which can be too small to parse the arguments.
enum LargeStack {
  private static let sizes = [64 << 20, 8 << 20]

  /// Runs work on a new thread and waits for its end; on the calling thread if none can be started.
  static func run(_ work: @escaping @convention(c) () -> Void) {
    for size in sizes where start(work, stack: size) { return }
    work()
  }

  private static func start(
    _ work: @escaping @convention(c) () -> Void, stack: Int
  ) -> Bool {
    var attributes = pthread_attr_t()
    guard pthread_attr_init(&attributes) == 0 else { return false }
    defer { pthread_attr_destroy(&attributes) }
    guard pthread_attr_setstacksize(&attributes, stack) == 0 else { return false }
    let context = unsafeBitCast(work, to: UnsafeMutableRawPointer.self)
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let status = pthread_create(
      &thread, &attributes,
      { context in
        let pointer: UnsafeMutableRawPointer? = context
        unsafeBitCast(pointer, to: (@convention(c) () -> Void).self)()
        return nil
      }, context)
    guard status == 0 else { return false }
    #if canImport(Darwin)
      if let thread { pthread_join(thread, nil) }
    #else
      pthread_join(thread, nil)
    #endif
    return true
  }
}
