import JSON
import ProvisoInput
import ProvisoKernel

/// The facts that the plan states about itself: its state, its variables, and the versions of what it uses.
extension TerraformUniverse {
  func planValue(_ which: PlanAttribute) -> MaskedValue {
    let root = plan.document.root
    switch which {
    case .complete: return MaskedValue(.bool(plan.complete ?? !plan.errored))
    case .errored: return MaskedValue(.bool(plan.errored))
    case .applyable: return MaskedValue(.bool(plan.applyable ?? !plan.errored))
    case .hasGraph: return MaskedValue(.bool(orderIsExact))
    case .terraformVersion:
      return MaskedValue(plan.terraformVersion.map { .string(Text($0)) } ?? .null)
    case .timestamp: return MaskedValue(root["timestamp"]?.kernelValue ?? .null)
    case .variables: return variables(root)
    case .modules: return MaskedValue(.map(modules))
    case .providers: return MaskedValue(.map(providers))
    }
  }

  /// The input variables of the root module by name; sensitive ones are masked.
  private func variables(_ root: JSONValue) -> MaskedValue {
    var values: [Text: Value] = [:]
    var masks: [Text: Mask] = [:]
    for (key, variable) in root["variables"]?.members.map({ ($0.key.string, $0.value) }) ?? [] {
      guard let value = variable["value"]?.kernelValue, !value.isNull else { continue }
      values[Text(key)] = value
      let mask = plan.hidesVariable(key) ? .all : plan.secretTexts.copies(in: variable["value"])
      if mask.hidesAnything { masks[Text(key)] = mask }
    }
    return MaskedValue(.map(values), masks.isEmpty ? .none : .map(masks))
  }

  /// The source and the version constraint of each module call, by its address.
  private var modules: [Text: Value] {
    var out: [Text: Value] = [:]
    for module in plan.configuration.modules {
      guard let entry = module.entry,
        case .moduleEntry(let call) = plan.configuration.nodes[entry].role
      else { continue }
      var parts: [Text: Value] = [:]
      for (name, key) in [("source", "source"), ("version", "version_constraint")] {
        if let text = call[key]?.string { parts[Text(name)] = .string(Text(text)) }
      }
      out[Text(module.path)] = .map(parts)
    }
    return out
  }

  /// The source address and the version constraint of each provider configuration, by its key.
  private var providers: [Text: Value] {
    var out: [Text: Value] = [:]
    for (key, node) in plan.configuration.providers {
      guard case .provider(let value) = plan.configuration.nodes[node].role else { continue }
      var parts: [Text: Value] = [:]
      for (name, member) in [("source", "full_name"), ("version", "version_constraint")] {
        if let text = value[member]?.string { parts[Text(name)] = .string(Text(text)) }
      }
      out[Text(key)] = .map(parts)
    }
    return out
  }

  /// Attribute paths as texts, such as `network_interface.0.subnet_id`.
  static func paths(_ list: JSONValue) -> Value {
    .list(
      list.elements.map { path in
        let parts = path.elements.map { part in
          part.string ?? part.number.map { $0.text } ?? ""
        }
        return .string(Text(parts.joined(separator: ".")))
      })
  }
}
