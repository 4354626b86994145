import JSONOutput
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import Synchronization

// The gate's part of the interface in C. The declarations and the contracts are in `proviso.h`.

/// Opens the gate of a session.
@_cdecl("proviso_gate_open")
public func provisoGateOpen(
  _ request: UnsafePointer<CChar>?, _ count: UInt, _ deadline: Int64,
  _ cancellation: OpaquePointer?,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> OpaquePointer? {
  let opened = Opened()
  let status = Calls.answer(
    request, count: count, deadline: deadline, cancellation,
    members: ["world", "directory"] + CheckRequest.members
  ) { (object, bounds) throws(InputError) in
    let request = try CheckRequest(object, bounds)
    guard let world = object["world"] else {
      throw InputError("request: the member `world` is missing; expected an object")
    }
    let source = try request.files.spec(world, in: "world")
    let directory = try object.text("directory")
    let verifier = request.verifier
    let policies = request.policies
    let core = try verifier.wait { (_) throws(InputError) in
      var core = try GateCore(
        world: source, directory: directory, verifier, policies: policies)
      for approval in verifier.options.records.approvals { core.approve(approval) }
      return core
    }
    opened.gate.withLock { $0 = GateHandle(core, verifier, files: request.files) }
    let text = JSONText.object([
      .init("schema", .string("proviso.gate/1")),
      .init("not_judged", .strings(core.propertiesNotJudged)),
    ])
    return Answer(.proved, text.rendered() + "\n")
  }.given(to: answer)
  guard status == CallStatus.proved.rawValue, let gate = opened.gate.withLock({ $0 }) else {
    return nil
  }
  return Handle.made(for: gate)
}

/// The gate that a call has opened.
private final class Opened: Sendable {
  let gate = Mutex<GateHandle?>(nil)
}

/// Decides whether a call of a tool may happen now.
@_cdecl("proviso_gate_decide")
public func provisoGateDecide(
  _ gate: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ count: UInt, _ deadline: Int64,
  _ cancellation: OpaquePointer?,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let handle = Handle<GateHandle>.object(at: gate)
  return Calls.answer(
    request, count: count, deadline: deadline, cancellation, members: GateCall.members
  ) { (object, bounds) throws(InputError) in
    let decision = try required(handle).decide(try GateCall(object), within: bounds)
    let status: CallStatus =
      switch decision.kind {
      case .allow: .proved
      case .deny: .violated
      case .ask: .undecided
      }
    let report = DecisionReport(
      decision: decision.kind.rawValue, reasons: decision.reasons,
      properties: decision.properties, asks: decision.asks, assumptions: decision.assumptions)
    return Answer(status, report.text)
  }.given(to: answer)
}

/// Takes a call into the session that was let through before.
@_cdecl("proviso_gate_resume")
public func provisoGateResume(
  _ gate: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ count: UInt,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let handle = Handle<GateHandle>.object(at: gate)
  return Calls.answer(
    request, count: count, deadline: 0, nil,
    members: GateCall.members + ["outcome", "asked", "output"]
  ) { (object, _) throws(InputError) in
    let call = try GateCall(object)
    let outcome = try object.word("outcome", of: GateOutcome.self)
    try required(handle).resume(
      call, outcome: outcome, wasAsked: try object.flag("asked") ?? false,
      output: object["output"]?.kernelValue)
    return acknowledgement(of: call.id, outcome)
  }.given(to: answer)
}

/// Says what became of a call that was not denied.
@_cdecl("proviso_gate_outcome")
public func provisoGateOutcome(
  _ gate: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ count: UInt,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let handle = Handle<GateHandle>.object(at: gate)
  return Calls.answer(request, count: count, deadline: 0, nil, members: ["id", "outcome"]) {
    (object, _) throws(InputError) in
    let id = try object.requiredText("id")
    guard let outcome = try object.word("outcome", of: GateOutcome.self) else {
      throw InputError("request: the member `outcome` is missing; expected a string")
    }
    try required(handle).report(outcome, of: id, output: object["output"]?.kernelValue)
    return acknowledgement(of: id, outcome)
  }.given(to: answer)
}

/// Proves a plan, and lets through from now on exactly its runs if it is proved.
@_cdecl("proviso_gate_follow")
public func provisoGateFollow(
  _ gate: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ count: UInt, _ deadline: Int64,
  _ cancellation: OpaquePointer?,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let handle = Handle<GateHandle>.object(at: gate)
  return Calls.answer(
    request, count: count, deadline: deadline, cancellation, members: ["plan"]
  ) { (object, bounds) throws(InputError) in
    let gate = try required(handle)
    let result = try gate.follow(try gate.files.plan(object["plan"]), within: bounds)
    return Answer(CallStatus(result.verdict), JSONReport().render([result]))
  }.given(to: answer)
}

/// Adds a text of the user, whose values may decide what calls do.
@_cdecl("proviso_gate_user_text")
public func provisoGateUserText(
  _ gate: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ count: UInt,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let handle = Handle<GateHandle>.object(at: gate)
  return Calls.answer(request, count: count, deadline: 0, nil, members: ["text"]) {
    (object, _) throws(InputError) in
    try required(handle).add(userText: try object.requiredText("text"))
    return noted
  }.given(to: answer)
}

/// Notes that a person approved a value for an argument of a tool.
@_cdecl("proviso_gate_approve")
public func provisoGateApprove(
  _ gate: OpaquePointer?, _ request: UnsafePointer<CChar>?, _ count: UInt,
  _ answer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> Int32 {
  let handle = Handle<GateHandle>.object(at: gate)
  return Calls.answer(
    request, count: count, deadline: 0, nil, members: ApprovedValue.members
  ) { (object, _) throws(InputError) in
    try required(handle).approve(try ApprovedValue(object))
    return noted
  }.given(to: answer)
}

/// The answer where there is nothing to say.
private var noted: Answer {
  let text = JSONText.object([.init("schema", .string("proviso.noted/1"))])
  return Answer(.proved, text.rendered() + "\n")
}

/// Closes a gate and frees it.
@_cdecl("proviso_gate_close")
public func provisoGateClose(_ gate: OpaquePointer?) { Handle<GateHandle>.release(gate) }

private func required(_ handle: GateHandle?) throws(InputError) -> GateHandle {
  guard let handle else { throw InputError("the gate is NULL; expected one that was opened") }
  return handle
}

private func acknowledgement(of id: String, _ outcome: GateOutcome?) -> Answer {
  let text = JSONText.object([
    .init("schema", .string("proviso.outcome/1")), .init("id", .string(id)),
    .init("outcome", outcome.map { .string($0.rawValue) } ?? .null),
  ])
  return Answer(.proved, text.rendered() + "\n")
}
