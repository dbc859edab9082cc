// Windows' own answer to "may this account do that there" (AuthzAccessCheck), and the groups that it counted.
// C# 5, for Add-Type of Windows PowerShell 5.1.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Security.Principal;

public sealed class KitAuthz : IDisposable
{
    private IntPtr _manager;
    private IntPtr _context;

    public KitAuthz(string sid)
    {
        // AUTHZ_RM_FLAG_NO_AUDIT = 1
        if (!AuthzInitializeResourceManager(1, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, null, out _manager)) throw new Win32Exception();
        var account = new SecurityIdentifier(sid);
        var bytes = new byte[account.BinaryLength];
        account.GetBinaryForm(bytes, 0);
        if (!AuthzInitializeContextFromSid(0, bytes, _manager, IntPtr.Zero, new Luid(), IntPtr.Zero, out _context)) throw new Win32Exception();
    }

    // The SIDs that Windows put into the context (AuthzContextInfoGroupsSids = 2).
    public string[] Groups()
    {
        uint needed;
        AuthzGetInformationFromContext(_context, 2, 0, out needed, IntPtr.Zero);
        var buffer = Marshal.AllocHGlobal((int)needed);
        try
        {
            if (!AuthzGetInformationFromContext(_context, 2, needed, out needed, buffer)) throw new Win32Exception();
            var count = Marshal.ReadInt32(buffer);
            var sids = new List<string>();
            for (var i = 0; i < count; i++)
            {
                var entry = IntPtr.Add(buffer, IntPtr.Size + i * 2 * IntPtr.Size);
                sids.Add(new SecurityIdentifier(Marshal.ReadIntPtr(entry)).Value);
            }
            return sids.ToArray();
        }
        finally { Marshal.FreeHGlobal(buffer); }
    }

    // Whether the mask is granted; objectTypes: the class, then the property set (if any), then the property or right.
    public bool IsGranted(byte[] descriptor, byte[] self, uint mask, string[] objectTypes)
    {
        var guids = IntPtr.Zero;
        var list = IntPtr.Zero;
        var principal = IntPtr.Zero;
        var entry = Marshal.SizeOf(typeof(ObjectType));
        var results = Math.Max(1, objectTypes.Length);
        var granted = Marshal.AllocHGlobal(4 * results);
        var error = Marshal.AllocHGlobal(4 * results);
        try
        {
            if (objectTypes.Length > 0)
            {
                guids = Marshal.AllocHGlobal(16 * objectTypes.Length);
                list = Marshal.AllocHGlobal(entry * objectTypes.Length);
                for (var i = 0; i < objectTypes.Length; i++)
                {
                    Marshal.Copy(new Guid(objectTypes[i]).ToByteArray(), 0, IntPtr.Add(guids, 16 * i), 16);
                    Marshal.StructureToPtr(new ObjectType { Level = (ushort)i, Type = IntPtr.Add(guids, 16 * i) }, IntPtr.Add(list, entry * i), false);
                }
            }
            if (self != null)
            {
                principal = Marshal.AllocHGlobal(self.Length);
                Marshal.Copy(self, 0, principal, self.Length);
            }
            var request = new Request { Mask = mask, Self = principal, Types = list, Count = (uint)objectTypes.Length };
            var reply = new Reply { Length = (uint)results, Granted = granted, Error = error };
            if (!AuthzAccessCheck(0, _context, ref request, IntPtr.Zero, descriptor, IntPtr.Zero, 0, ref reply, IntPtr.Zero)) throw new Win32Exception();
            var last = 4 * (results - 1);
            return Marshal.ReadInt32(error, last) == 0 && ((uint)Marshal.ReadInt32(granted, last) & mask) == mask;
        }
        finally
        {
            Marshal.FreeHGlobal(granted);
            Marshal.FreeHGlobal(error);
            Marshal.FreeHGlobal(guids);
            Marshal.FreeHGlobal(list);
            Marshal.FreeHGlobal(principal);
        }
    }

    public void Dispose()
    {
        if (_context != IntPtr.Zero) AuthzFreeContext(_context);
        if (_manager != IntPtr.Zero) AuthzFreeResourceManager(_manager);
        _context = _manager = IntPtr.Zero;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Luid { public uint Low; public int High; }

    [StructLayout(LayoutKind.Sequential)]
    private struct ObjectType { public ushort Level; public ushort Reserved; public IntPtr Type; }

    [StructLayout(LayoutKind.Sequential)]
    private struct Request { public uint Mask; public IntPtr Self; public IntPtr Types; public uint Count; public IntPtr Arguments; }

    [StructLayout(LayoutKind.Sequential)]
    private struct Reply { public uint Length; public IntPtr Granted; public IntPtr Evaluation; public IntPtr Error; }

    [DllImport("authz.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    private static extern bool AuthzInitializeResourceManager(uint flags, IntPtr check, IntPtr compute, IntPtr free, string name, out IntPtr manager);

    [DllImport("authz.dll", SetLastError = true)]
    private static extern bool AuthzInitializeContextFromSid(uint flags, byte[] sid, IntPtr manager, IntPtr expires, Luid id, IntPtr arguments, out IntPtr context);

    [DllImport("authz.dll", SetLastError = true)]
    private static extern bool AuthzGetInformationFromContext(IntPtr context, int what, uint size, out uint needed, IntPtr buffer);

    [DllImport("authz.dll", SetLastError = true)]
    private static extern bool AuthzAccessCheck(uint flags, IntPtr context, ref Request request, IntPtr audit, byte[] descriptor, IntPtr more, uint moreCount, ref Reply reply, IntPtr cache);

    [DllImport("authz.dll", SetLastError = true)]
    private static extern bool AuthzFreeContext(IntPtr context);

    [DllImport("authz.dll", SetLastError = true)]
    private static extern bool AuthzFreeResourceManager(IntPtr manager);
}
