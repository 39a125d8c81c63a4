using System.Diagnostics;
using System.Text;
using SecureIntake.Examination.Sandbox;

namespace SecureIntake.Examination.Tests.Sandbox;

/// <summary>The walls and limits of the sandbox, tried from inside by programs that want out.</summary>
public sealed class SandboxTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_probe_finds_nothing_wrong_with_this_machine() =>
        Assert.Empty(await SandboxProbe.RunAsync(Cancel));

    [Fact]
    public async Task Input_goes_in_and_output_comes_out()
    {
        var (outcome, output) = await RunAsync("cat /job/input; echo; exit 7", input: "SPECIMEN"u8.ToArray());
        Assert.Equal(new SandboxOutcome.Finished(7), outcome);
        Assert.Equal("SPECIMEN\n", output);
    }

    [Defends("T-06")]
    [Fact]
    public async Task No_network_is_reachable_not_even_this_machines_own()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var (_, output) = await RunAsync(
            $"perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(PeerAddr => \"127.0.0.1:{port}\", Timeout => 2) ? \"reached\" : \"nothing\"'");
        Assert.Equal("nothing", output);
    }

    [Fact]
    public async Task The_host_name_the_users_and_the_environment_are_not_visible()
    {
        var (_, output) = await RunAsync("uname -n; id -un >/dev/null 2>&1 || echo nameless; env | cut -d= -f1 | sort | tr '\\n' ' '");
        Assert.Equal("sandbox\nnameless\nHOME LC_ALL MALLOC_ARENA_MAX PATH PWD TMPDIR TZ VIPS_BLOCK_UNTRUSTED VIPS_CONCURRENCY ", output);
    }

    [Fact]
    public async Task A_tool_that_waits_is_ended_by_the_clock()
    {
        var clock = Stopwatch.StartNew();
        var (outcome, _) = await RunAsync("sleep 60", new SandboxLimits { WallClock = TimeSpan.FromSeconds(1) });
        Assert.Equal(new SandboxOutcome.LimitHit(SandboxLimit.WallClock), outcome);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_tool_that_closes_its_output_and_lives_on_is_ended_by_the_clock()
    {
        var (outcome, _) = await RunAsync("exec >&- 2>&-; sleep 60", new SandboxLimits { WallClock = TimeSpan.FromSeconds(1) });
        Assert.Equal(new SandboxOutcome.LimitHit(SandboxLimit.WallClock), outcome);
    }

    [Fact]
    public async Task Grandchildren_do_not_outlive_the_clock()
    {
        var mark = (86_000 + Environment.ProcessId % 9_000).ToString();
        await RunAsync($"(setsid sleep {mark} &) ; (sleep {mark} &) ; sleep {mark}", new SandboxLimits { WallClock = TimeSpan.FromSeconds(1) });
        Assert.DoesNotContain($"sleep\0{mark}", AllCommandLines());
    }

    [Fact]
    public async Task A_tool_that_computes_for_ever_is_ended_by_the_processor_limit()
    {
        var (outcome, _) = await RunAsync("exec perl -e '1 while 1'", new SandboxLimits { CpuSeconds = 1, WallClock = TimeSpan.FromSeconds(20) });
        Assert.Equal(new SandboxOutcome.LimitHit(SandboxLimit.Cpu), outcome);
    }

    [Fact]
    public async Task A_tool_that_writes_without_end_is_ended_by_the_output_limit()
    {
        var (outcome, output) = await RunAsync("exec yes", new SandboxLimits { OutputBytes = 100_000 });
        Assert.Equal(new SandboxOutcome.LimitHit(SandboxLimit.Output), outcome);
        Assert.True(output.Length <= 100_000);
    }

    [Fact]
    public async Task A_file_inside_cannot_grow_past_its_limit()
    {
        var (outcome, _) = await RunAsync("exec dd if=/dev/zero of=/job/big bs=65536", new SandboxLimits { ScratchBytes = 1_000_000 });
        Assert.Equal(new SandboxOutcome.LimitHit(SandboxLimit.FileSize), outcome);
    }

    [Fact]
    public async Task Many_files_inside_cannot_grow_past_the_scratch_space()
    {
        var (_, output) = await RunAsync(
            "for i in 1 2 3 4; do dd if=/dev/zero of=/job/$i bs=65536 count=14 2>/dev/null || echo full; done",
            new SandboxLimits { ScratchBytes = 1_000_000 });
        Assert.Contains("full", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_is_bounded()
    {
        var (outcome, output) = await RunAsync("exec perl -e '$x = \"a\" x 400_000_000; print \"had it\"'", new SandboxLimits { MemoryBytes = 200_000_000 });
        Assert.DoesNotContain("had it", output, StringComparison.Ordinal);
        Assert.NotEqual(new SandboxOutcome.Finished(0), outcome);
    }

    [Fact]
    public async Task A_fork_bomb_stays_small_and_dies_by_the_clock()
    {
        var (outcome, _) = await RunAsync("bomb() { bomb | bomb & }; bomb; sleep 60", new SandboxLimits { WallClock = TimeSpan.FromSeconds(2) });
        Assert.NotEqual(new SandboxOutcome.Finished(0), outcome);
        var (_, count) = await RunAsync(
            "perl -e 'for (1..100) { my $p = fork(); if (!defined $p) { print $_; last } if (!$p) { sleep 5; exit } }'",
            new SandboxLimits { WallClock = TimeSpan.FromSeconds(20) });
        Assert.InRange(int.Parse(count), 5, 16);
    }

    [Fact]
    public async Task A_tool_that_crashes_is_said_to_have_crashed()
    {
        var (outcome, _) = await RunAsync("kill -SEGV $$");
        Assert.Equal(new SandboxOutcome.Crashed(11), outcome);
    }

    [Fact]
    public async Task Input_that_the_tool_never_reads_is_no_error()
    {
        var (outcome, _) = await RunAsync("exit 0", input: new byte[3_000_000]);
        Assert.Equal(new SandboxOutcome.Finished(0), outcome);
    }

    [Fact]
    public async Task Cancelling_ends_the_run_at_once()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("sleep 60", cancel: soon.Token));
    }

    [Fact]
    public async Task Cancelling_while_the_walls_are_being_built_leaves_nobody_behind_to_wait_for()
    {
        for (var round = 0; round < 75; round++)
        {
            using var soon = new CancellationTokenSource();
            var run = RunAsync("sleep 60", cancel: soon.Token);
            // From the first instant to some 15 ms, by which time bubblewrap has made its child and told it to go on.
            await Task.Run(() => Thread.Sleep(TimeSpan.FromMicroseconds(200 * round)), Cancel);
            await soon.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
        }
    }

    [Fact]
    public async Task What_the_reader_throws_ends_the_run()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => SandboxLauncher.RunAsync(
            ["/bin/sh", "-c", "sleep 60"], ReadOnlyMemory<byte>.Empty, new SandboxLimits(), (_, _) => throw new InvalidOperationException(), Cancel));
    }

    [Fact]
    public async Task Parallel_runs_do_not_see_or_limit_each_other()
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            RunAsync("ls -d /proc/[0-9]* | wc -l; cat /job/input", input: Encoding.ASCII.GetBytes($"SPECIMEN {i}"))));
        for (var i = 0; i < runs.Length; i++)
        {
            Assert.Equal(new SandboxOutcome.Finished(0), runs[i].Outcome);
            Assert.EndsWith($"SPECIMEN {i}", runs[i].Output, StringComparison.Ordinal);
            Assert.True(int.Parse(runs[i].Output.Split('\n')[0]) <= 6);
        }
    }

    private static async Task<(SandboxOutcome Outcome, string Output)> RunAsync(
        string script, SandboxLimits? limits = null, byte[]? input = null, CancellationToken? cancel = null)
    {
        var output = new MemoryStream();
        var outcome = await SandboxLauncher.RunAsync(["/bin/sh", "-c", script], input ?? [], limits ?? new SandboxLimits(),
            (stream, token) => stream.CopyToAsync(output, token), cancel ?? Cancel);
        return (outcome, Encoding.UTF8.GetString(output.ToArray()));
    }

    private static string AllCommandLines()
    {
        var lines = new StringBuilder();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                lines.Append(File.ReadAllText(Path.Combine(folder, "cmdline"))).Append('\n');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile, or not a process.
            }
        }
        return lines.ToString();
    }
}
