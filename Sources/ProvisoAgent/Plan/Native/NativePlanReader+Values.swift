import ProvisoKernel
import ProvisoPlans

extension NativePlanReader {
  /// Reads the value of an argument. A mistake in it is reported, and the value is then unknown.
  mutating func value(_ node: AgentPlanNode) -> AgentPlanValue {
    switch node.kind {
    case .null: return .constant(.null)
    case .bool(let flag): return .constant(.bool(flag))
    case .number(let literal):
      guard let number = Number(literal: literal) else {
        mistakes.report(node, "\(node.described) is too large: expected a smaller number")
        return .unknown
      }
      return .constant(.number(number))
    case .text(let text): return value(of: text, at: node)
    case .unclear(let why):
      mistakes.report(node, why)
      return .unknown
    case .list:
      let elements = node.elements.map { value($0) }
      let constants = elements.compactMap(Self.constant)
      return constants.count == elements.count ? .constant(.list(constants)) : .list(elements)
    case .map: return map(node)
    }
  }

  /// The constant of a value with the case `constant`. Unlike ``PlanValue/constant``, this does not
  /// look into the parts of other values.
  private static func constant(_ value: AgentPlanValue) -> Value? {
    if case .constant(let constant) = value { return constant }
    return nil
  }

  private mutating func value(of text: String, at node: AgentPlanNode) -> AgentPlanValue {
    let pieces: [AgentPlanReference.Piece]
    do throws(AgentPlanReference.Mistake) {
      pieces = try AgentPlanReference.pieces(of: text)
    } catch {
      mistakes.report(node, error.message)
      return .unknown
    }
    let parts = pieces.map { piece -> AgentPlanValue in
      switch piece {
      case .text(let text): return .constant(.string(Text(text)))
      case .output(let id, let path, let source):
        uses.append(Use(id: id, node: node, reference: source))
        return .output(of: id, path: path)
      }
    }
    if let only = parts.first, parts.count == 1 { return only }
    return .text(parts)
  }

  private mutating func map(_ node: AgentPlanNode) -> AgentPlanValue {
    let members = node.members
    let words = PlanMappings.writtenFrom.names + PlanMappings.unknown.names
    for member in members where member.name.hasPrefix("$") {
      let name = member.name
      if !words.contains(name), let near = Suggestion.nearest(to: name, among: words) {
        mistakes.report(
          member.key, "a value has no key `\(AgentPlanNode.short(name))`; did you mean `\(near)`?")
        return .unknown
      }
      guard words.contains(name) else { continue }
      guard members.count == 1 else {
        mistakes.report(
          member.key, "`\(name)` must be the only key of its value: remove the others")
        return .unknown
      }
      if name == PlanKeys.writtenFrom.name {
        return .written(from: read(PlanKeys.writtenFrom, in: node) ?? [])
      }
      _ = read(PlanKeys.unknown, in: node)
      return .unknown
    }
    let values = members.map { (name: $0.name, value: value($0.value)) }
    var constants: [Text: Value] = [:]
    for (name, value) in values {
      guard let constant = Self.constant(value) else { return .map(values) }
      if !constant.isNull { constants[Text(name)] = constant }
    }
    return .constant(.map(constants))
  }
}
