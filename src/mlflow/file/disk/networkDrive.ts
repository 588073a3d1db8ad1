import { statfsSync } from "node:fs";

/** File systems of other machines (`statfs(2)`), which tell of no change made elsewhere. */
const remoteTypes: ReadonlySet<number> = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xfe534d42, // SMB 2
  0xff534d42, // CIFS
  0x01021997, // 9P, by which WSL sees Windows' drives
  0x65735546, // FUSE: SSHFS, rclone and the like
  0x786f4256, // VirtualBox' shared folders
  0xbacbacbc, // VMware's
  0x5346414f, // AFS
  0x00c36400, // Ceph
]);

export function isOnNetworkDrive(path: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    return remoteTypes.has(statfsSync(path).type >>> 0);
  } catch {
    // Gone a moment ago; there is nothing to watch either way.
    return false;
  }
}
