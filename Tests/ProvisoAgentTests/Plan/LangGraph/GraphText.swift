/// Builds LangGraph graphs from short texts: nodes are `a b c?`, edges are `a>b` or, if
/// conditional, `a?>b`.
enum GraphText {
  static func json(_ nodes: String, _ edges: String) -> String {
    let nodes = nodes.split(separator: " ").map {
      #"{"id": "\#($0)", "type": "runnable", "data": {"id": ["langgraph", "RunnableCallable"], "name": "\#($0)"}}"#
    }
    let edges = edges.split(separator: " ").map { edge -> String in
      let parts = edge.split(separator: ">")
      let isConditional = parts[0].hasSuffix("?")
      func name(_ part: Substring) -> String {
        switch part {
        case "start": "__start__"
        case "end": "__end__"
        default: String(part)
        }
      }
      let source = name(isConditional ? parts[0].dropLast() : parts[0])
      return
        #"{"source": "\#(source)", "target": "\#(name(parts[1]))"\#(isConditional ? ", \"conditional\": true" : "")}"#
    }
    return """
      {"nodes": [{"id": "__start__", "type": "schema", "data": "__start__"},
       \(nodes.joined(separator: ",\n ")), {"id": "__end__"}],
      "edges": [\(edges.joined(separator: ",\n "))]}
      """
  }
}
