import CZ3
import Synchronization

/// A Z3 context: the owner of every sort, term and solver made in it.
///
/// A context and what belongs to it is used by one task at a time (it is not `Sendable`). Only
/// ``interrupt`` may be used from elsewhere. Sorts, terms, solvers and models keep their context
/// alive, so they can be released in any order.
public final class Z3Context {
  let handle: OpaquePointer
  /// The handle that ends checks of this context from another task.
  public let interrupt: Z3Interrupt
  /// The most memory, in bytes, that Z3 may hold in this process before checks of this context end.
  public let memoryLimitBytes: UInt64?
  private var createdTerms: UInt = 0

  /// Z3 sets up global state with its first contexts, and creation in parallel was never promised.
  private static let creation = Mutex(())

  /// Makes a context.
  ///
  /// - Parameters:
  ///   - memoryLimitMegabytes: the limit at which checks answer `unknown` ("memory limit") and the
  ///     making of terms fails, in units of 2^20 bytes. Z3 counts memory per process, so what other
  ///     contexts hold counts too. `nil`: no limit.
  ///   - interrupt: the handle that ends the checks of this context; several contexts can share one.
  /// - Throws: ``Z3Error`` when Z3 cannot make a context.
  public init(
    memoryLimitMegabytes: Int? = nil, interrupt: Z3Interrupt = Z3Interrupt()
  ) throws(Z3Error) {
    let made: OpaquePointer? = Self.creation.withLock { _ in
      // Z3 would write its warnings to standard error, in the middle of a program's own output.
      Z3_toggle_warning_messages(false)
      guard let configuration = Z3_mk_config() else { return nil }
      defer { Z3_del_config(configuration) }
      guard let context = Z3_mk_context_rc(configuration) else { return nil }
      // The default handler ends the process.
      Z3_set_error_handler(context) { _, _ in }
      return context
    }
    guard let made else { throw Z3Error(.solver, "no context could be made", "context") }
    handle = made
    self.interrupt = interrupt
    memoryLimitBytes = memoryLimitMegabytes.map { UInt64(min(max($0, 0), 1 << 40)) << 20 }
  }

  deinit {
    let handle = handle
    Self.creation.withLock { _ in Z3_del_context(handle) }
  }

  /// The version of the Z3 library in use, such as "4.8.12".
  public static var version: String {
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var build: UInt32 = 0
    var revision: UInt32 = 0
    Z3_get_version(&major, &minor, &build, &revision)
    return "\(major).\(minor).\(build)"
  }

  /// The memory that Z3 holds in this process, in bytes, over all contexts; an estimate.
  public static var allocatedBytes: UInt64 { Z3_get_estimated_alloc_size() }

  // MARK: Errors

  /// The error that Z3 holds now.
  func failure(_ operation: StaticString) -> Z3Error {
    let code = Z3_get_error_code(handle)
    if code == Z3_OK { return Z3Error(.solver, "Z3 gave no result", operation) }
    let message = Z3_get_error_msg(handle, code).map { String(cString: $0) } ?? "no message"
    return Z3Error(Z3Error.code(of: code, message: message), message, operation)
  }

  /// Throws if the last call failed. For calls whose result does not tell.
  func verify(_ operation: StaticString) throws(Z3Error) {
    if Z3_get_error_code(handle) != Z3_OK { throw failure(operation) }
  }

  /// Makes the reference-counted owner of what a constructor returned.
  @inline(__always)
  func own(
    _ ast: OpaquePointer?, _ operation: StaticString, depth: UInt32 = 1
  ) throws(Z3Error) -> Z3Term {
    guard let ast else { throw failure(operation) }
    let term = Z3Term(context: self, ast: ast, depth: depth)
    if depth > Self.greatestRegexDepth { try checkDepth(term, operation) }
    createdTerms &+= 1
    if createdTerms & 0xFFF == 0 { try checkMemory(operation) }
    return term
  }

  /// How deeply terms may be nested: Z3 descends into some of them recursively, regular expressions
  /// first of all, and a stack that overflows ends the process.
  static let greatestDepth: UInt32 = 100_000
  static let greatestRegexDepth: UInt32 = 10_000

  private func checkDepth(_ term: Z3Term, _ operation: StaticString) throws(Z3Error) {
    if term.depth > Self.greatestDepth || term.kind == .regex {
      throw Z3Error(.argument, "nested too deeply", operation)
    }
  }

  private func checkMemory(_ operation: StaticString) throws(Z3Error) {
    if let memoryLimitBytes, Z3_get_estimated_alloc_size() > memoryLimitBytes {
      throw Z3Error(.memory, "the memory limit was reached", operation)
    }
  }

  /// Throws unless the term belongs to this context.
  @inline(__always)
  func admit(_ term: Z3Term, _ operation: StaticString) throws(Z3Error) {
    if term.context !== self {
      throw Z3Error(.foreign, "a term of another context", operation)
    }
  }

  func admit(_ sort: Z3Sort, _ operation: StaticString) throws(Z3Error) {
    if sort.context !== self {
      throw Z3Error(.foreign, "a sort of another context", operation)
    }
  }

  func admit(_ terms: [Z3Term], _ operation: StaticString) throws(Z3Error) -> [OpaquePointer?] {
    if terms.count > Int(UInt32.max) {
      throw Z3Error(.argument, "too many arguments", operation)
    }
    var asts: [OpaquePointer?] = []
    asts.reserveCapacity(terms.count)
    for term in terms {
      try admit(term, operation)
      asts.append(term.ast)
    }
    return asts
  }
}
