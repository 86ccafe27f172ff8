/** Whether only programs on this machine reach a host; an IPv6 address without brackets. */
export function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host);
}
