import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel

/// The settings of checks in a request, and the bounds on the call.
struct CheckRequest {
  /// The members that every request has.
  static let members = [
    "specs", "root", "conventions", "vars", "today", "strict", "fail_on_preexisting", "timeout",
    "graph", "flow", "record_format", "policies", "approve",
  ]

  let object: RequestObject
  let files: RequestFiles
  let verifier: Verifier
  /// The policies of the tools; `nil` for none.
  let policies: ToolPolicies?

  /// - Parameter bounds: the deadline and the cancellation of the call.
  init(_ object: RequestObject, _ bounds: CallBounds) throws(InputError) {
    self.object = object
    let root = try object.text("root")
    files = RequestFiles(root: root)
    var specs: [SpecSource] = []
    for (index, value) in try object.list("specs").enumerated() {
      specs.append(try files.spec(value, in: "specs[\(index)]"))
    }
    var verifier = Verifier(specs: specs)
    verifier.root = root
    verifier.isConfined = true
    if let path = try object.text("conventions") {
      verifier.conventions = try files.path(path)
    }
    if let path = try object.text("graph") {
      verifier.options.terraform.graph = try files.path(path)
      verifier.options.terraform.graphScope = .below(root ?? "")
    }
    for (name, value) in try object.members("vars") {
      guard let text = value.string else {
        throw InputError("vars: `\(name)`: expected a string, found \(value.kindDescription)")
      }
      verifier.adjustments.variables.append(
        VariableSetting(name: name, text: text, origin: "`vars`"))
    }
    if let day = try object.text("today") {
      guard let date = CalendarDate(day) else {
        throw InputError("request: `today`: expected a date such as 2027-01-31")
      }
      verifier.today = date
    }
    if let isStrict = try object.flag("strict") { verifier.isStrict = isStrict }
    if let counts = try object.flag("fail_on_preexisting") {
      verifier.countsPreexisting = counts
    }
    if let seconds = try object.integer("timeout", in: 1...86_400) {
      verifier.limits.timeoutMilliseconds = seconds * 1000
      verifier.options.exploration.seconds = Double(seconds)
    }
    if let flow = try object.word("flow", of: FlowName.self) {
      verifier.options.records.flow = flow == .explicit ? .explicit : .implicit
    }
    policies = try files.policies(try object.list("policies"))
    if let policies { verifier.options.records.policies = policies }
    var approvals: [ApprovedValue] = []
    for (index, value) in try object.list("approve").enumerated() {
      approvals.append(
        try ApprovedValue(
          try RequestObject(
            value, name: "approve[\(index)]", members: ApprovedValue.members)))
    }
    verifier.options.records.approvals = approvals
    verifier.options.records.format = try object.word("record_format", of: AgentFormat.self)
    verifier.options.terraform.consent = .never
    bounds.apply(to: &verifier)
    self.verifier = verifier
  }

  private enum FlowName: String, CaseIterable {
    case implicit, explicit
  }
}

extension ApprovedValue {
  /// The members of an object that names a value.
  static let members = ["tool", "argument", "value"]

  /// Reads a value that a person approved.
  init(_ object: RequestObject) throws(InputError) {
    self.init(
      tool: try object.requiredText("tool"), argument: try object.requiredText("argument"),
      value: try object.requiredText("value"))
  }
}

/// The deadline and the cancellation of one call.
struct CallBounds: Sendable {
  /// The deadline from now; `nil` for none.
  let deadline: Duration?
  let cancellation: Cancellation?
  let start = ContinuousClock.now

  /// The longest deadline, about ten years.
  private static let longest: Int64 = 315_360_000_000

  /// - Parameter milliseconds: the deadline; 0 for none.
  init(milliseconds: Int64, cancellation: Cancellation?) throws(InputError) {
    guard milliseconds >= 0 else {
      throw InputError("the deadline of \(milliseconds) ms is negative; 0 stands for no deadline")
    }
    deadline = milliseconds == 0 ? nil : .milliseconds(min(milliseconds, Self.longest))
    self.cancellation = cancellation
  }

  /// The time that is left; `nil` for any time.
  var remaining: Duration? { deadline.map { $0 - (ContinuousClock.now - start) } }

  /// Gives a verifier these bounds.
  func apply(to verifier: inout Verifier) {
    verifier.deadline = remaining.map { max($0, .milliseconds(1)) }
    verifier.cancellation = cancellation
    verifier.abandonsLateWork = true
  }
}
