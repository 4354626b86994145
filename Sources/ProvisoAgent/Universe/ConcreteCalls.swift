import ProvisoKernel

/// Attributes and relations in one situation, evaluated from the states of the calls.
extension AgentUniverse {
  package func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue
  {
    if object.entity == Entity.agent.rawValue {
      return MaskedValue(.string(Text(agents[object.index])))
    }
    guard let which = CallAttribute(rawValue: attribute) else { return MaskedValue(.null) }
    return MaskedValue(concrete(which, of: object.index, in: situation))
  }

  private func concrete(_ which: CallAttribute, of index: Int, in situation: Situation) -> Value {
    let call = trace.calls[index]
    let state = situation.moment.steps[index]
    switch which {
    case .tool: return .string(Text(call.tool))
    case .args: return call.arguments
    case .agent: return .string(Text(call.agent))
    case .label: return .string(Text(call.label))
    case .started: return .bool(state.hasBegun)
    case .happened: return .bool(state == .done)
    case .failed: return .bool(state.hasFailed)
    case .changes, .annotations: return .null
    case .id: return .string(Text(names[index]))
    case .effect: return .string(Text(effect(of: index).rawValue))
    case .untrusted: return flows.violations(index, ofSecrets: false)
    case .leaks: return flows.violations(index, ofSecrets: true)
    case .questions: return flows.questions(index)
    case .answers: return .null
    case .output:
      switch state {
      case .pending, .inFlight, .failed, .refused: return .null
      case .done:
        // The output of a failed call does not show what the call returns when it succeeds.
        if call.hasFailed == true || call.output == nil {
          return situation.unknowns[outputName(index)] ?? situation.filler
        }
        return call.output ?? .null
      }
    }
  }

  package func holds(
    _ relation: Relation, between a: ObjectID, and b: ObjectID, in situation: Situation
  ) -> Bool {
    guard relation == .flowsTo else { return false }
    if dataFlow.isReached(b.index, from: a.index, withPossible: false) { return true }
    return dataFlow.isReached(b.index, from: a.index, withPossible: true)
      && situation.unknowns[flowName(a.index, b.index)] == .bool(true)
  }

  package func isFlow(
    from a: ObjectID, to b: ObjectID, at path: [Value], in situation: Situation
  ) -> Bool? {
    if argumentFlow.isReached(b.index, at: path, from: a.index, withPossible: false) { return true }
    return argumentFlow.isReached(b.index, at: path, from: a.index, withPossible: true)
      && situation.unknowns[argumentFlowName(from: a.index, to: b.index, path: path)] == .bool(true)
  }
}
