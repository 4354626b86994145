import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel

/// The settings of checks in a request, and the bounds on the call.
struct CheckRequest {
  /// The members that every request has.
  static let members = [
    "specs", "root", "conventions", "vars", "today", "strict", "fail_on_preexisting", "timeout",
    "graph", "flow", "record_format",
  ]

  let object: RequestObject
  let files: RequestFiles
  let verifier: Verifier

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
    verifier.options.records.format = try object.word("record_format", of: AgentFormat.self)
    verifier.options.terraform.consent = .never
    bounds.apply(to: &verifier)
    self.verifier = verifier
  }

  private enum FlowName: String, CaseIterable {
    case implicit, explicit
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
