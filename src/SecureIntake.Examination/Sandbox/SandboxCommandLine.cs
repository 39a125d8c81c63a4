using System.Diagnostics;
using System.Globalization;

namespace SecureIntake.Examination.Sandbox;

/// <summary>The command line that puts a tool into an empty world.</summary>
/// <remarks>
/// Four programs, each of which replaces itself by the next: <c>setsid</c> (no terminal, and one process group, to be killed as one),
/// <c>setpriv</c> (only when we run as root: a parser's hole must not open into root), <c>bwrap</c> (the walls) and, inside,
/// <c>prlimit</c> (so that the process count is that of this sandbox alone).
/// The arguments name tools and numbers, so <c>ps</c> shows nothing of the document.
/// </remarks>
internal static class SandboxCommandLine
{
    /// <summary>Where the input stands inside.</summary>
    public const string Input = "/job/input";

    // "nobody" on Debian, and an id that owns nothing anywhere else.
    private const string Nobody = "65534";

    public static ProcessStartInfo For(IReadOnlyList<string> tool, long inputLength, SandboxLimits limits)
    {
        string[] line =
        [
            "setsid", .. Environment.IsPrivilegedProcess ? Unprivileged : [],
            "bwrap", .. Walls,
            // Both tmpfs count against memory, so both have a size; /dev and the root are then closed for writing.
            "--size", Number(limits.ScratchBytes + inputLength), "--tmpfs", "/job", "--file", "0", Input,
            "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/job",
            "--", "/usr/bin/prlimit",
            // Past the soft limit comes SIGXCPU, which we can name; two seconds later SIGKILL.
            $"--cpu={Number(limits.CpuSeconds)}:{Number(limits.CpuSeconds + 2)}",
            $"--as={Number(limits.MemoryBytes)}",
            $"--fsize={Number(limits.ScratchBytes)}",
            $"--nproc={Number(limits.Processes)}",
            "--core=0",
            "--", .. tool,
        ];
        var start = new ProcessStartInfo(line[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // The working directory of the caller may be unreadable for nobody.
            WorkingDirectory = "/",
        };
        foreach (var argument in line.AsSpan(1))
            start.ArgumentList.Add(argument);
        return start;
    }

    private static readonly string[] Unprivileged =
        ["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--no-new-privs", "--"];

    private static readonly string[] Walls =
    [
        "--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--cap-drop", "ALL",
        "--uid", Nobody, "--gid", Nobody, "--hostname", "sandbox",
        "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
        // Shared libraries and fonts that Debian selects through /etc; nothing else of /etc is there.
        "--ro-bind-try", "/etc/alternatives", "/etc/alternatives", "--ro-bind-try", "/etc/fonts", "/etc/fonts",
        "--proc", "/proc", "--dev", "/dev",
        "--clearenv", "--setenv", "PATH", "/usr/bin", "--setenv", "LC_ALL", "C.UTF-8", "--setenv", "TZ", "UTC",
        "--setenv", "HOME", "/nonexistent", "--setenv", "TMPDIR", "/job",
        // libvips: only loaders its authors call fit for hostile files; one thread. glibc: arenas count as address space.
        "--setenv", "VIPS_BLOCK_UNTRUSTED", "1", "--setenv", "VIPS_CONCURRENCY", "1", "--setenv", "MALLOC_ARENA_MAX", "2",
    ];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
