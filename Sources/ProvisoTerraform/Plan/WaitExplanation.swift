extension TerraformPlan {
  /// Returns the reason of a wait as a phrase, for example `aws_instance.web refers to
  /// aws_subnet.a`. Configuration addresses have no instance keys.
  package func explanation(of wait: TerraformWait) -> String {
    switch wait.reason {
    case .reference(let from, let to):
      return "\(nameOfAddress(from)) refers to \(nameOfAddress(to))"
    case .provider(let provider):
      return "\(name(ofStep: wait.after)) uses \(nameOfAddress(provider))"
    case .instance(let resource):
      return "an instance of \(nameOfAddress(resource))"
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
      case (let a?, nil): return "\(nameOfAddress(a)) depended on the removed object"
      case (nil, let b?): return "a dependent of \(nameOfAddress(b))"
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
    default: return "the step"
    }
  }
}
