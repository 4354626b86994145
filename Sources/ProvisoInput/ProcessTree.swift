#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The processes of the system with their parents, to end what a program has started in sessions of its
/// own, which signals to its group do not reach.
struct ProcessTree {
  private var children: [pid_t: [pid_t]] = [:]

  /// Looks at all processes (proc(5)); finds none where the system does not show them.
  init() {
    guard let folder = opendir("/proc") else { return }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
      }
      guard let process = pid_t(name), let parent = Self.parent(of: process) else { continue }
      children[parent, default: []].append(process)
    }
  }

  /// The parent of a process that has not ended: the number behind the state, which is behind the name.
  /// The name is in parentheses and can contain anything.
  private static func parent(of process: pid_t) -> pid_t? {
    guard let file = fopen("/proc/\(process)/stat", "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = fread(&bytes, 1, bytes.count, file)
    guard let end = bytes[..<count].lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = String(decoding: bytes[(end + 1)..<count], as: UTF8.self).split(separator: " ")
    return fields.count > 1 && fields[0] != "Z" ? pid_t(fields[1]) : nil
  }

  /// Everything that a process has started, and what that has started.
  func descendants(of process: pid_t) -> [pid_t] {
    var found: [pid_t] = []
    var open = [process]
    while let parent = open.popLast() {
      let next = children[parent] ?? []
      found += next
      open += next
    }
    return found
  }

  /// The processes whose parent is this one.
  func children(of process: pid_t) -> [pid_t] { children[process] ?? [] }
}
