using SecureIntake.EndToEnd.Tests.Canary;
using SecureIntake.Journey;

namespace SecureIntake.EndToEnd.Tests.Journeys;

public sealed class PlayedTipTests(PlayedTip tip) : IClassFixture<PlayedTip>
{
    [Fact]
    public void A_tip_passes_every_stop_that_exists() =>
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 10], tip.Passed.Select(stop => stop.Number));

    [Fact]
    public void Two_custodians_open_the_source_with_the_lead_who_asked() =>
        Assert.Contains(tip.Story.Testimony.SourceName, tip.OpenedSource, StringComparison.Ordinal);

    [Fact, Defends("T-34")]
    public void The_receipt_code_tells_the_source_who_asked_and_that_the_name_was_asked_for_at_the_gate()
    {
        Assert.Contains("asked the trustees who you are, to be able to reach you", tip.LookedUp, StringComparison.Ordinal);
        Assert.Contains("your sealed name was asked for", tip.LookedUp, StringComparison.Ordinal);
        Assert.Contains("Witnesses outside the organisation last confirmed it", tip.LookedUp, StringComparison.Ordinal);
    }

    [Fact, Defends("T-36")]
    public void A_lead_locks_the_verifier_out_whose_page_closes_and_who_cannot_sign_in()
    {
        Assert.Contains("tamarisk is locked out, by juniper", tip.LockedOut.Page, StringComparison.Ordinal);
        Assert.Contains("and the gate has it", tip.LockedOut.Page, StringComparison.Ordinal);
        Assert.Contains("Code lockout.stands", tip.LockedOut.Door, StringComparison.Ordinal);
        // And comes back when a lead and the auditor have lifted that, as they lifted the lockdown of everything.
        Assert.Contains("Nothing is locked.", tip.LockedOut.Lifted, StringComparison.Ordinal);
        Assert.Empty(tip.LockedOut.Barriers);
    }

    [Fact]
    public void No_page_has_a_script_error_or_breaks_the_content_security_policy() => Assert.Empty(tip.Complaints);

    [Fact]
    public void No_page_shuts_out_people_who_see_little_or_have_no_mouse() => Assert.Empty(tip.Barriers);

    [Fact]
    public void The_receipt_is_a_code_with_true_check_digits() =>
        Assert.Matches("^[0-9]{48}$", tip.Story.Sending!.Receipt);

    [Fact, Defends("T-13")]
    public void Nothing_that_was_planted_stands_in_clear_anywhere()
    {
        string folder = tip.Story.Installation.Folder;
        // Databases, blobs, log, keys, site; what was written beside them since; and what the processes printed.
        var finds = Haystack.SearchFolder(folder, tip.Needles)
            .Concat(TemporaryFiles(folder).SelectMany(file => Haystack.Search(file, File.ReadAllBytes(file), tip.Needles)))
            .Concat(tip.Story.Installation.Lines.SelectMany((line, number) =>
                Haystack.Search($"line {number}", System.Text.Encoding.UTF8.GetBytes(line), tip.Needles)));
        Assert.Empty(finds);
    }

    [Fact]
    public void The_folder_that_was_searched_holds_the_run()
    {
        // A search of an empty place would find nothing, too.
        string data = tip.Story.Installation.Data;
        Assert.True(new FileInfo(Path.Combine(data, "cases.db")).Length > 0);
        Assert.True(Directory.EnumerateFiles(Path.Combine(data, "blobs")).Count() >= 9);
        Assert.NotEmpty(tip.Story.Installation.Lines);
    }

    /// <summary>Files of the machine's temporary folders that are newer than the run, but for the browsers': they are the people's devices.</summary>
    private IEnumerable<string> TemporaryFiles(string folder) =>
        new[] { Path.GetTempPath(), "/dev/shm", "/var/tmp" }.Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*", new EnumerationOptions
            {
                RecurseSubdirectories = true,
                IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
            }))
            .Where(file => !file.StartsWith(folder, StringComparison.Ordinal)
                && !file.Contains("playwright", StringComparison.Ordinal)
                && !file.Contains("chromium", StringComparison.OrdinalIgnoreCase)
                && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
                && !file.Contains("/node_modules/", StringComparison.Ordinal) && !file.Contains("/.git/", StringComparison.Ordinal)
                && File.GetLastWriteTimeUtc(file) >= tip.Begun
                // Pipes and sockets have no length, and reading one would wait for ever.
                && new FileInfo(file).Length is > 0 and < 64 * 1024 * 1024);
}
