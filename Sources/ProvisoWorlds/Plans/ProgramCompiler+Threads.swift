import ProvisoKernel
import ProvisoLanguage

/// Turns compiled drafts into threads without `pass` nodes.
extension ProgramCompiler {
  mutating func flatten(_ index: Int) -> ProgramThread {
    let draft = threads[index]
    for jump in jumps where jump.thread == index {
      if let target = draft.labels[jump.target] {
        threads[index].nodes[jump.node] = .ready(.pass(target))
      } else {
        mistakes.append(
          AgentPlanMistake(
            "this agent has no step `\(jump.target)` to continue with", at: jump.position))
      }
    }
    var nodes: [ProgramNode] = []
    var reader = conditions
    defer { conditions = reader }
    for node in threads[index].nodes {
      switch node {
      case .ready(let ready): nodes.append(ready)
      case .test(let condition, let point, let yes, let no):
        let read = reader.read(condition) { reference($0, at: point) }
        nodes.append(
          read.map { .test($0, yes: yes, no: no) } ?? .choice([yes, no]))
      }
    }
    func end(of start: Int) -> Int {
      var here = start
      var steps = 0
      while case .pass(let next) = nodes[here] {
        here = next
        steps += 1
        // A cycle of `pass` nodes does nothing and leads nowhere.
        if steps > nodes.count { return start }
      }
      return here
    }
    let resolved = nodes.map { node -> ProgramNode in
      switch node {
      case .call(let call, let done, let failed):
        .call(call, done: end(of: done), failed: end(of: failed))
      case .flight(let call, let done, let failed):
        .flight(call, done: end(of: done), failed: end(of: failed))
      case .landed(let call, let done, let failed):
        .landed(call, done: end(of: done), failed: end(of: failed))
      case .test(let condition, let yes, let no):
        .test(condition, yes: end(of: yes), no: end(of: no))
      case .choice(let ways): .choice(ways.map(end))
      case .fork(let threads, let join): .fork(threads, join: end(of: join))
      case .join(let threads, let done, let failed):
        .join(threads, done: end(of: done), failed: end(of: failed))
      case .pass, .end, .failed, .idle: node
      }
    }
    return ProgramThread(
      name: draft.name, nodes: resolved, start: end(of: draft.start),
      entry: end(of: draft.labels[Self.entry] ?? draft.start)
    ).cut(by: draft.cutBy, to: draft.failed)
  }
}
