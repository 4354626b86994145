import ProvisoRuntime

/// The world that `proviso init --hook` writes.
enum StarterWorld {
  static let fileName = "agent.proviso"

  /// - Parameters:
  ///   - settings: the host's file with the hooks, relative to the project.
  ///   - host: the host, whose own tools have contracts.
  static func text(settings: String, host: HookHost) -> String {
    """
    /// What an agent may do to this project. `proviso hook` asks this world before each call of a tool.
    world agent

    // The contracts of git, terraform, kubectl, psql, aws and the tools that work on files. A tool without
    // a contract is asked about; an `action` here is one.
    use "proviso:tools.proviso"
    use "proviso:\(host.rawValue).proviso"

    object gate: Path { name: "\(fileName)" }
    object hooks: Path { name: "\(settings)" }
    object rules: Path { name: "\(Settings.fileName)" }

    invariant gate_stays
      "The rules for the agent stay as they are"
      severity critical
      because "An agent that can change its rules has none."
    {
      every p in [gate, hooks, rules] {
        not p.lost and p.is_here and not p.is_stashed and not p.permissions_changed
      }
    }

    invariant no_work_is_lost
      "No work is thrown away that git has nowhere else"
    {
      not work_lost
    }

    invariant history_stays
      "No branch is deleted or rewritten"
    {
      every b in Branch { not b.deleted and not b.rewritten }
    }

    // What `terraform apply PLAN` would do is checked against the rules for Terraform.
    invariant states_stay
      "No state of Terraform is replaced, moved or deleted"
      severity critical
      because "Terraform destroys what the state describes, whatever was reviewed before."
    {
      every p in Path where p.name.contains(".tfstate") { not p.lost and p.is_here }
    }

    invariant databases_stay
      "No database is deleted without a backup"
      severity critical
    {
      every d in DatabaseInstance { d.exists or d.has_snapshot }
      and every d in Database { d.exists or d.is_dumped }
      and every t in DynamoTable { t.exists or t.has_backup }
      and every s in SQLInstance { s.exists or s.has_backup or s.is_exported }
    }

    invariant clusters_stay
      "Nothing in Kubernetes is lost"
      severity critical
    {
      every n in Namespace { not n.lost }
    }

    invariant rights_stay
      "The agent does not raise its rights"
    {
      not privileges_raised
    }

    """
  }
}
