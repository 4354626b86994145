import ProvisoKernel

/// Attributes and relations as terms over the moment and the unknowns.
extension AgentUniverse {
  /// The indices of the attributes, in the order of the schema.
  enum CallAttribute: Int {
    case tool, args, agent, label, output, started, happened, failed, changes, annotations, id,
      effect, untrusted, leaks, questions, answers
  }

  package func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol {
    switch Entity(rawValue: object.entity) {
    case .call:
      guard let which = CallAttribute(rawValue: attribute) else { return .null }
      return call(which, of: object.index, in: store)
    case .agent: return .value(.string(Text(agents[object.index])))
    case nil: return .null
    }
  }

  private func call(_ which: CallAttribute, of index: Int, in store: TermStore) -> Symbol {
    let call = trace.calls[index]
    switch which {
    case .tool: return .value(.string(Text(call.tool)))
    case .args: return .value(call.arguments)
    case .agent: return .value(.string(Text(call.agent)))
    case .label: return .value(.string(Text(call.label)))
    case .output:
      let isDone = store.phase(index, .done)
      let given: Symbol =
        if let output = call.output, call.hasFailed != true {
          .value(output)
        } else {
          .term(store.value(of: Unknown(name: outputName(index))))
        }
      return .choice([.init(isDone, given), .init(store.not(isDone), .null)])
    case .started: return .condition(store.phase(index, .begun))
    case .happened: return .condition(store.phase(index, .done))
    case .failed: return .condition(store.phase(index, .failed))
    case .changes, .annotations: return .none("a record of calls does not contain this")
    case .id: return .value(.string(Text(names[index])))
    case .effect: return .value(.string(Text(effect(of: index).rawValue)))
    case .untrusted: return .value(flows.violations(index, ofSecrets: false))
    case .leaks: return .value(flows.violations(index, ofSecrets: true))
    case .questions: return .value(flows.questions(index))
    case .answers: return .list(flows.questions(about: index).map { .none(Gap($0)) })
    }
  }

  package func relation(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in store: TermStore
  ) -> Term {
    guard relation == .flowsTo else { return .never }
    if let known = dataFlow.flows(a.index, to: b.index) { return store.truth(known) }
    return store.isTrue(
      store.value(of: Unknown(name: flowName(a.index, b.index), isCondition: true)))
  }

  package func argumentFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in store: TermStore
  ) -> Term {
    switch argumentFlow.flows(from: a.index, to: b.index, at: path) {
    case .yes: .always
    case .no: .never
    case .unknown:
      store.isTrue(
        store.value(
          of: Unknown(
            name: argumentFlowName(from: a.index, to: b.index, path: path), isCondition: true)))
    }
  }

  /// The effect of a call by the policy of its tool.
  func effect(of index: Int) -> ToolPolicy.Effect {
    (policies[trace.calls[index].tool] ?? ToolPolicy()).effect
  }

  /// The name of a flow into an argument that the source does not decide.
  func argumentFlowName(from a: Int, to b: Int, path: [Value]) -> String {
    "\(names[a]) flows to \(names[b]).args" + path.map { "[\($0)]" }.joined()
  }

  /// The name of an output that is not in the source.
  func outputName(_ index: Int) -> String { "\(names[index]).output" }

  /// The name of a flow that the source does not decide.
  func flowName(_ a: Int, _ b: Int) -> String { "\(names[a]) flows to \(names[b])" }
}
