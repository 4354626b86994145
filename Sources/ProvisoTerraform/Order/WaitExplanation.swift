extension TerraformPlan {
  /// A wait's reason in words, as in `aws_instance.web refers to aws_subnet.a`. Addresses are
  /// without instance keys.
  public func explanation(of wait: PlanWait) -> String {
    switch wait.reason {
    case .reference(let from, let to):
      return "\(nameOfAddress(from)) refers to \(nameOfAddress(to))"
    case .provider(let provider):
      return "\(name(ofStep: wait.after)) needs \(nameOfAddress(provider))"
    case .instance(let resource):
      return "all instances of \(nameOfAddress(resource))"
    case .module(let module):
      return "\(name(ofStep: wait.after)) is in \(nameOfAddress(module))"
    case .replacement(let resource):
      guard resources.indices.contains(resource), steps.indices.contains(wait.after) else {
        return ""
      }
      let removesLast = [.delete, .forget].contains(steps[wait.after].kind)
      return resources[resource].address
        + (removesLast
          ? " is created before the old object is removed"
          : " is created after the old object is removed")
    case .dependency(let dependent, let dependency):
      switch (dependent, dependency) {
      case (let a?, let b?): return "\(nameOfAddress(a)) depended on \(nameOfAddress(b))"
      case (let a?, nil): return "what \(nameOfAddress(a)) depended on is removed"
      case (nil, let b?): return "what depended on \(nameOfAddress(b))"
      case (nil, nil): return "a dependency through the configuration"
      }
    case .graph:
      return "Terraform's graph"
    }
  }

  private func name(ofStep step: Int) -> String {
    guard steps.indices.contains(step) else { return "" }
    if let resource = steps[step].resource, resources.indices.contains(resource) {
      return resources[resource].address
    }
    switch steps[step].kind {
    case .provider(let name), .check(let name): return name
    default: return "this"
    }
  }
}
