using System.Text;

namespace SecureIntake.Examination.Sandbox;

/// <summary>What a probe found wrong with this machine's sandbox.</summary>
public enum ProbeFailure
{
    /// <summary>Nothing ran: no bubblewrap, or no user namespaces for us.</summary>
    DoesNotStart,

    /// <summary>A network interface besides the loopback, or a way out of it.</summary>
    Network,

    /// <summary>Somebody's files: /home, /root, /etc/passwd, /var, /tmp.</summary>
    Files,

    /// <summary>Processes that are not its own.</summary>
    Processes,

    /// <summary>A capability, or the way to one.</summary>
    Privileges,

    /// <summary>Something writable besides the job folder.</summary>
    Writable,

    /// <summary>One of the tools is missing.</summary>
    Tools,
}

/// <summary>A self-test from inside, run before the first document: does this machine keep what the sandbox promises?</summary>
public static class SandboxProbe
{
    /// <summary>Every tool that an examination runs.</summary>
    public static IReadOnlyList<string> Tools { get; } = ["/usr/bin/qpdf", "/usr/bin/pdftoppm", "/usr/bin/exiftool", "/usr/bin/vips"];

    // One line per property that holds; silence is failure, so a script that dies half-way proves nothing it did not reach.
    private static readonly string Script = $$"""
        [ "$(grep -c : /proc/net/dev)" = 1 ] && grep -q '^ *lo:' /proc/net/dev && [ "$(wc -l < /proc/net/route)" -le 1 ] && echo {{nameof(ProbeFailure.Network)}}
        ! ls -d /home /root /etc/passwd /etc/shadow /var /tmp /run /srv /mnt /opt >/dev/null 2>&1 || exit 1
        [ "$(ls / | tr '\n' ' ')" = 'bin dev etc job lib lib64 proc usr ' ] && echo {{nameof(ProbeFailure.Files)}}
        [ "$(ls -d /proc/[0-9]* | wc -l)" -le 8 ] && [ "$(cat /proc/1/comm)" = bwrap ] && echo {{nameof(ProbeFailure.Processes)}}
        grep -q '^CapEff:.0000000000000000$' /proc/self/status && grep -q '^CapBnd:.0000000000000000$' /proc/self/status && grep -q '^NoNewPrivs:.1$' /proc/self/status && ! unshare --user true 2>/dev/null && echo {{nameof(ProbeFailure.Privileges)}}
        ! (: > /x) 2>/dev/null && ! (: > /usr/x) 2>/dev/null && ! (: > /dev/shm/x) 2>/dev/null && ! (: > /etc/x) 2>/dev/null && (: > /job/x) && echo {{nameof(ProbeFailure.Writable)}}
        for tool in {{string.Join(' ', Tools)}}; do [ -x $tool ] || exit 1; done; echo {{nameof(ProbeFailure.Tools)}}
        """;

    /// <summary>What does not hold; empty when all is well.</summary>
    public static async Task<IReadOnlyList<ProbeFailure>> RunAsync(CancellationToken cancel)
    {
        var held = new StringBuilder();
        try
        {
            await SandboxLauncher.RunAsync(["/bin/sh", "-c", Script], ReadOnlyMemory<byte>.Empty,
                new SandboxLimits { WallClock = TimeSpan.FromSeconds(10), OutputBytes = 4096 }, ReadAsync, cancel);
        }
        catch (SandboxUnavailableException)
        {
            return [ProbeFailure.DoesNotStart];
        }
        var lines = held.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0)
            return [ProbeFailure.DoesNotStart];
        return [.. Enum.GetValues<ProbeFailure>().Where(f => f != ProbeFailure.DoesNotStart && !lines.Contains(f.ToString()))];

        async Task ReadAsync(Stream output, CancellationToken token)
        {
            using var reader = new StreamReader(output, Encoding.ASCII);
            held.Append(await reader.ReadToEndAsync(token));
        }
    }
}
