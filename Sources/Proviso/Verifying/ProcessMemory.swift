import Essentials

/// The memory of this process and of its machine.
package enum ProcessMemory {
  /// The resident memory of the process, in megabytes; `nil` where the system does not tell.
  package static var megabytes: Int? {
    // `/proc/self/statm` begins with the size and the resident pages (proc(5)).
    guard let text = text(of: "/proc/self/statm") else { return nil }
    let fields = text.split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return nil }
    return (pages * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20
  }

  /// Three quarters of the memory that the machine, or its control group, gives to the process, in
  /// megabytes.
  package static var threeQuarters: Int {
    var bytes = ProcessInfo.processInfo.physicalMemory
    for path in ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"] {
      guard let text = text(of: path), let limit = UInt64(text.prefix { $0.isNumber }) else {
        continue
      }
      bytes = min(bytes, limit)
    }
    return max(Int(bytes >> 20) / 4 * 3, 64)
  }

  private static func text(of path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [CChar](repeating: 0, count: 256)
    guard fgets(&bytes, Int32(bytes.count), file) != nil else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
