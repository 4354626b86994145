import JSON
import ProvisoInput
import ProvisoKernel
import ProvisoResult
import Synchronization

/// The calls of agents as the vocabulary `agent` sees them
/// (SemanticsOfProperties, "The vocabulary of agents").
///
/// The calls and their arguments are the same in all runs. Runs differ in which calls happen, fail
/// or are in flight. The output of a call is its output in the source. If the source has no output,
/// or says that the call failed, the output is one fixed unknown value of any kind.
package final class AgentUniverse: Universe {
  typealias Entity = VocabularySchema.AgentEntity

  /// The calls and the facts that the source states about them.
  package let trace: AgentTrace
  /// The definition of flow that is used.
  package let flow: FlowKind
  package let system: System
  /// False if a call that failed in the source came before others; see `CallOrder`.
  package let orderIsExact: Bool
  /// The data flow between calls.
  let dataFlow: DataFlow
  /// The data flow into parts of arguments.
  let argumentFlow: ArgumentFlow
  /// The policies of the tools.
  let policies: ToolPolicies
  /// The values that decide what calls do and that the user did not decide.
  let flows: CallFlows
  /// The names of the calls in reports.
  let names: [String]
  /// The agents that call, each once, in the order of their first calls.
  let agents: [String]
  /// Cache of texts read as listings. Rules read each output many times.
  private let listings = Mutex<[Text: Value?]>([:])
  private let byTool: [Value: [ObjectID]]
  private let all: [ObjectID]

  package var schema: VocabularySchema { .agent }
  package var unknownWords: UnknownWords { .ofCalls }

  /// Creates the universe of a trace.
  ///
  /// - Throws: `AgentFormatError` if a call needs one that does not come before it.
  package init(
    _ trace: AgentTrace, flow: FlowKind = .implicit, policies: ToolPolicies = ToolPolicies(),
    approvals: [ApprovedValue] = [], plannedCalls: Int = 0
  ) throws(AgentFormatError) {
    self.policies = policies
    self.trace = trace
    self.flow = flow
    system = try CallOrder.system(of: trace.calls)
    orderIsExact = CallOrder.isExact(trace.calls)
    dataFlow = DataFlow(trace, kind: flow)
    argumentFlow = ArgumentFlow(trace)
    names = AgentUniverse.names(of: trace.calls)
    flows = CallFlows(
      trace, policies, approvals, names: names, dataFlow: dataFlow, planned: plannedCalls)
    var agents: [String] = []
    var known: Set<Text> = []
    for call in trace.calls where !call.agent.isEmpty {
      if known.insert(Text(call.agent)).inserted { agents.append(call.agent) }
    }
    self.agents = agents
    all = trace.calls.indices.map { ObjectID(entity: Entity.call.rawValue, index: $0) }
    byTool = Dictionary(grouping: all) { .string(Text(trace.calls[$0.index].tool)) }
  }

  /// The label or, without one, the tool, and the call's number from 1, which makes names unique.
  private static func names(of calls: [TracedCall]) -> [String] {
    calls.enumerated().map { index, call in
      "\(call.label.isEmpty ? call.tool : call.label) #\(index + 1)"
    }
  }

  // MARK: Objects

  package func objects(in collection: Int) -> [ObjectID] {
    guard schema.collections.indices.contains(collection) else { return [] }
    return schema.collections[collection].entity == Entity.call.rawValue
      ? all : agents.indices.map { ObjectID(entity: Entity.agent.rawValue, index: $0) }
  }

  package func objects(in collection: Int, where attribute: Int, is value: Value) -> [ObjectID]? {
    guard collection == 0, CallAttribute(rawValue: attribute) == .tool else { return nil }
    return byTool[value] ?? []
  }

  /// The vocabulary has no singletons.
  package func singleton(_ index: Int) -> ObjectID {
    ObjectID(entity: Entity.agent.rawValue, index: index)
  }

  package func name(of object: ObjectID) -> String {
    switch Entity(rawValue: object.entity) {
    case .call: names[object.index]
    case .agent: agents[object.index]
    case nil: ""
    }
  }

  package func step(of object: ObjectID) -> Int? {
    object.entity == Entity.call.rawValue ? object.index : nil
  }

  package func partners(
    _ relation: Relation, of object: ObjectID, onLeft: Bool, among chosen: [ObjectID]?
  ) -> [ObjectID]? {
    guard relation == .flowsTo else { return nil }
    let indices =
      onLeft ? dataFlow.targets(of: object.index) : dataFlow.sources(of: object.index)
    let partners = indices.map { all[$0] }
    guard let chosen else { return partners }
    let wanted = Set(chosen)
    return partners.filter(wanted.contains)
  }

  // MARK: Descriptions

  /// A step without its changes: outputs are never shown, because a source does not say which of
  /// them are secret.
  package func describe(step: Int) -> StepDescription {
    StepDescription(name: names[step], action: "call", hasEffect: true)
  }

  package func hints(about object: ObjectID) -> [String] {
    guard Entity(rawValue: object.entity) == .call, let line = trace.calls[object.index].line else {
      return []
    }
    return ["\(names[object.index]) is on line \(line)"]
  }

  package func sentence(about element: Value) -> String? { CallFlows.sentence(about: element) }

  // MARK: Unknowns and texts

  package var userTexts: [String]? { trace.userTexts }

  package func gap(_ attribute: Int, of object: ObjectID) -> String? {
    guard object.entity == Entity.call.rawValue else { return nil }
    return switch CallAttribute(rawValue: attribute) {
    case .changes: "a record of calls does not contain the changes of a Terraform plan"
    case .annotations: "a record of calls does not contain the annotations of tools"
    default: nil
    }
  }

  /// The findings about the values of all calls.
  package var findings: [FlowFinding] {
    trace.calls.indices.flatMap {
      flows.findings(about: $0, .violation) + flows.findings(about: $0, .ask)
    }
  }

  /// The values that a person can approve, by the reasons that ask about them.
  package var askedValues: [String: AskedValue] { flows.askedValues }

  package func parseJSON(_ text: Text) -> Value? {
    guard
      let document = try? JSONDocument(
        text: text.string, name: "json()", maximumDepth: AgentUniverse.maximumJSONDepth)
    else { return nil }
    return document.root.kernelValue
  }

  package func readListing(_ text: Text) -> Value? {
    listings.withLock { known in
      if let found = known[text] { return found }
      let read = PrintedListing.read(text.string)
      known[text] = .some(read)
      return read
    }
  }

  /// The maximum nesting depth of JSON inside a text.
  private static let maximumJSONDepth = 200
}
