import JSONOutput
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

// These functions are the interface in C. Their declarations and their contracts are in `proviso.h`.

/// The version of the interface, `PROVISO_ABI` of the header.
private let abi: Int32 = 1

/// Whether the header and the library belong together.
@_cdecl("proviso_abi")
public func provisoABI() -> Int32 { abi }

/// Names the version of the library and of the solver.
@_cdecl("proviso_version")
public func provisoVersion(
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let text = JSONText.object([
    .init("schema", .string("proviso.version/1")), .init("abi", .integer(Int(abi))),
    .init("version", .string(Verifier.version)), .init("solver", .string(Verifier.solver)),
  ])
  return Answer(.proved, text.rendered() + "\n").given(to: answer)
}

/// Frees the text of an answer.
@_cdecl("proviso_free")
public func provisoFree(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

// MARK: Checks

/// Checks an input.
@_cdecl("proviso_check")
public func provisoCheck(
  _ request: UnsafePointer<CChar>?, _ count: UInt, _ deadline: Int64,
  _ cancellation: OpaquePointer?,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  Calls.answer(
    request, count: count, deadline: deadline, cancellation,
    members: ["input", "plan"] + CheckRequest.members
  ) { (object, bounds) throws(InputError) in
    let request = try CheckRequest(object, bounds)
    let input = try request.files.input(object["input"], in: "input")
    var verifier = request.verifier
    if let plan = try object.text("plan") { verifier.followedPlan = try request.files.path(plan) }
    // The comparison with a plan is a question of its own.
    let specs = verifier.followedPlan != nil && verifier.specs.isEmpty ? LoadedSpecs.none : nil
    let result = try verifier.waitingForCheck(of: input, against: specs)
    return Answer(CallStatus(result.verdict), JSONReport().render([result]))
  }.given(to: answer)
}

/// Explains a rule, or a diagnostic code.
@_cdecl("proviso_explain")
public func provisoExplain(
  _ request: UnsafePointer<CChar>?, _ count: UInt, _ deadline: Int64,
  _ cancellation: OpaquePointer?,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  Calls.answer(
    request, count: count, deadline: deadline, cancellation,
    members: ["rule", "object", "input"] + CheckRequest.members
  ) { (object, bounds) throws(InputError) in
    try RuleExplanation.answer(to: object, bounds)
  }.given(to: answer)
}

/// Checks an input, and searches repairs of what is violated.
@_cdecl("proviso_fix")
public func provisoFix(
  _ request: UnsafePointer<CChar>?, _ count: UInt, _ deadline: Int64,
  _ cancellation: OpaquePointer?,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  Calls.answer(
    request, count: count, deadline: deadline, cancellation,
    members: ["input"] + CheckRequest.members
  ) { (object, bounds) throws(InputError) in
    let request = try CheckRequest(object, bounds)
    let input = try request.files.input(object["input"], in: "input")
    let result = try request.verifier.waitingForRepairs(of: input)
    return Answer(CallStatus(result.check.verdict), RepairJSONReport().render(result))
  }.given(to: answer)
}

// MARK: Cancellation

/// Makes a cancellation that calls can share.
@_cdecl("proviso_cancellation_new")
public func provisoCancellationNew() -> OpaquePointer? { Handle.made(for: Cancellation()) }

/// Ends the calls that have this cancellation, now and later.
@_cdecl("proviso_cancel")
public func provisoCancel(_ cancellation: OpaquePointer?) {
  Handle<Cancellation>.object(at: cancellation)?.cancel(.requested)
}

/// Frees a cancellation.
@_cdecl("proviso_cancellation_free")
public func provisoCancellationFree(_ cancellation: OpaquePointer?) {
  Handle<Cancellation>.release(cancellation)
}
