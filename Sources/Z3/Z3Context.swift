import CZ3
import Synchronization

/// A Z3 context: the owner of every sort, term and solver made in it.
///
/// Only one task at a time may use a context and its objects (it is not `Sendable`). Other tasks
/// may use only ``interrupt``. Sorts, terms, solvers and models keep their context alive, so they
/// can be released in any order.
public final class Z3Context {
  let handle: OpaquePointer
  /// The interrupt that ends checks of this context from another task.
  public let interrupt: Z3Interrupt
  /// The memory in bytes that Z3 may hold in this process before checks of this context end.
  public let memoryLimitBytes: UInt64?
  private var createdTerms: UInt = 0

  /// Serialises creation: Z3 sets up global state with its first contexts, and does not promise
  /// that contexts can be made in parallel.
  private static let creation = Mutex(())

  /// Makes a context.
  ///
  /// - Parameters:
  ///   - memoryLimitMegabytes: The limit in units of 2^20 bytes; `nil` for none. Above it, checks
  ///     answer `unknown` ("memory limit"), and making terms fails. Z3 counts memory per process,
  ///     so the memory of other contexts counts, too.
  ///   - interrupt: The interrupt that ends the checks of this context; several contexts can share
  ///     one.
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
    guard let made else {
      throw Z3Error(.solver, message: "Z3 could not make a context", operation: "context")
    }
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

  /// The memory that Z3 holds in this process, in bytes, for all contexts (an estimate).
  public static var allocatedBytes: UInt64 { Z3_get_estimated_alloc_size() }

  // MARK: Errors

  /// The error that Z3 reports for the last call.
  func failure(_ operation: StaticString) -> Z3Error {
    let code = Z3_get_error_code(handle)
    if code == Z3_OK { return Z3Error(.solver, message: "Z3 gave no result", operation: operation) }
    let message = Z3_get_error_msg(handle, code).map { String(cString: $0) } ?? "no message"
    return Z3Error(Z3Error.code(of: code, message: message), message: message, operation: operation)
  }

  /// Throws if the last call failed. For calls whose result does not show that.
  func verify(_ operation: StaticString) throws(Z3Error) {
    if Z3_get_error_code(handle) != Z3_OK { throw failure(operation) }
  }

  /// Makes the reference-counted owner of a constructor's result.
  @inline(__always)
  func own(
    _ ast: OpaquePointer?, operation: StaticString, depth: UInt32 = 1
  ) throws(Z3Error) -> Z3Term {
    guard let ast else { throw failure(operation) }
    let term = Z3Term(context: self, ast: ast, depth: depth)
    if depth > Self.greatestRegexDepth { try checkDepth(term, operation: operation) }
    createdTerms &+= 1
    if createdTerms & 0xFF == 0 { try checkInterrupt(operation) }
    if createdTerms & 0xFFF == 0 { try checkMemory(operation) }
    return term
  }

  /// The nesting limit of terms. Z3 descends recursively into some of them, above all regular
  /// expressions, and a stack overflow ends the process.
  static let greatestDepth: UInt32 = 100_000
  static let greatestRegexDepth: UInt32 = 10_000

  private func checkDepth(_ term: Z3Term, operation: StaticString) throws(Z3Error) {
    if term.depth > Self.greatestDepth || term.kind == .regex {
      let limit = term.kind == .regex ? Self.greatestRegexDepth : Self.greatestDepth
      throw Z3Error(
        .argument, message: "the term is nested too deeply (limit \(limit))", operation: operation)
    }
  }

  private func checkInterrupt(_ operation: StaticString) throws(Z3Error) {
    if interrupt.isRequested { throw Z3Error(stopped: Z3StopCause.interrupted.rawValue, operation) }
  }

  private func checkMemory(_ operation: StaticString) throws(Z3Error) {
    if let memoryLimitBytes, Z3_get_estimated_alloc_size() > memoryLimitBytes {
      throw Z3Error(
        .memory, message: "the memory limit of \(memoryLimitBytes >> 20) MiB was reached",
        operation: operation)
    }
  }

  /// Throws unless the term belongs to this context.
  @inline(__always)
  func admit(_ term: Z3Term, operation: StaticString) throws(Z3Error) {
    if term.context !== self {
      throw Z3Error(.foreign, message: "the term belongs to another context", operation: operation)
    }
  }

  func admit(_ sort: Z3Sort, operation: StaticString) throws(Z3Error) {
    if sort.context !== self {
      throw Z3Error(.foreign, message: "the sort belongs to another context", operation: operation)
    }
  }

  func admit(_ terms: [Z3Term], operation: StaticString) throws(Z3Error) -> [OpaquePointer?] {
    if terms.count > Int(UInt32.max) {
      throw Z3Error(
        .argument, message: "too many arguments (limit \(UInt32.max))", operation: operation)
    }
    var asts: [OpaquePointer?] = []
    asts.reserveCapacity(terms.count)
    for term in terms {
      try admit(term, operation: operation)
      asts.append(term.ast)
    }
    return asts
  }
}
