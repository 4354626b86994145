/// A value of a plan's argument, parts of which may come from what earlier calls give.
public indirect enum PlanValue: Sendable {
  /// The plan says it.
  case constant(Value)
  case list([PlanValue])
  /// By name, in the order of the source.
  case map([(name: String, value: PlanValue)])
  /// What the call of this identifier gives, or a part of it.
  case output(of: String, path: [PathPart])
  /// Texts and values one after the other, as one text.
  case text([PlanValue])
  /// What a model writes at run time, having read what these calls give: any value.
  case written(from: [String])
  /// Nobody knows it, and it comes from no call of the plan.
  case unknown

  /// A step into a value.
  public enum PathPart: Hashable, Sendable {
    case member(String)
    case element(Int)
  }

  /// The value where nothing of it comes from elsewhere.
  public var constant: Value? {
    switch self {
    case .constant(let value): return value
    case .list(let elements):
      let values = elements.compactMap(\.constant)
      return values.count == elements.count ? .list(values) : nil
    case .map(let members):
      var out: [Text: Value] = [:]
      for (name, value) in members {
        guard let constant = value.constant else { return nil }
        if !constant.isNull { out[Text(name)] = constant }
      }
      return .map(out)
    case .text(let parts):
      var text = ""
      for part in parts {
        guard case .string(let piece)? = part.constant else { return nil }
        text += piece.string
      }
      return .string(Text(text))
    case .output, .written, .unknown: return nil
    }
  }

  /// The identifiers of the calls whose outputs are used.
  public var sources: [String] {
    switch self {
    case .constant, .unknown: []
    case .list(let elements), .text(let elements): elements.flatMap(\.sources)
    case .map(let members): members.flatMap(\.value.sources)
    case .output(let call, _): [call]
    case .written(let calls): calls
    }
  }
}
