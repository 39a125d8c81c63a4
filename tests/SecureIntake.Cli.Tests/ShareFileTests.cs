using SecureIntake.Tests;

namespace SecureIntake.Cli.Tests;

/// <summary>Shares that were changed, mistyped or made elsewhere: which one is wrong is said, wherever that can be told.</summary>
public sealed class ShareFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-shares-").FullName;
    private readonly string _recipient;

    public ShareFileTests()
    {
        _recipient = Tool.Run(_folder, ["keygen", "-o", "my.key"]).Text.Trim();
        Assert.Equal(0, Tool.Run(_folder, ["split", "--threshold", "2", "--shares", "3", "--out", ".", "my.key"]).ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, "share-1.txt share-2.txt", "! share-1.txt is not the share that was made: it was changed or mistyped\n")]
    [InlineData(2, "share-1.txt share-2.txt", "! share-2.txt is not the share that was made: it was changed or mistyped\n")]
    [InlineData(3, "share-3.txt share-1.txt share-2.txt", "! share-3.txt is not the share that was made: it was changed or mistyped\n")]
    [Defends("T-35")]
    public void One_changed_character_of_a_share_names_it(int number, string given, string said)
    {
        Change(number, line => line[..7] + (line[7] == 'A' ? 'B' : 'A') + line[8..]);
        Refused(given, said);
    }

    [Theory]
    [InlineData("# salt: ")]
    [InlineData("# commitments: ")]
    [InlineData("# split: ")]
    public void Shares_that_give_the_key_give_it_whatever_became_of_their_comments(string comment)
    {
        var path = Path.Combine(_folder, "share-1.txt");
        File.WriteAllLines(path, File.ReadAllLines(path).Select(line => line.StartsWith(comment, StringComparison.Ordinal)
            ? comment + (line[comment.Length] == 'a' ? 'b' : 'a') + line[(comment.Length + 1)..] : line));
        Assert.Equal(0, Combine("share-1.txt share-3.txt").ExitCode);
    }

    [Fact]
    public void A_share_whose_keeper_changed_the_list_as_well_is_named_by_the_others()
    {
        // What they hold fits what their own file says, and no other file's.
        var path = Path.Combine(_folder, "share-2.txt");
        Assert.Equal(0, Tool.Run(_folder, ["split", "--threshold", "2", "--shares", "3", "--out", "forged", "my.key"]).ExitCode);
        File.Copy(Path.Combine(_folder, "forged", "share-2.txt"), path, overwrite: true);
        Refused("share-1.txt share-2.txt share-3.txt", "! share-2.txt is of another split than the others, or was changed\n");
        Refused("share-1.txt share-2.txt", "! share-1.txt and share-2.txt are not of one split, or one of them was changed\n");
    }

    [Fact]
    public void Bare_shares_of_another_program_are_combined_and_the_wrong_one_of_three_is_named()
    {
        Change(2, line => line[..7] + (line[7] == 'A' ? 'B' : 'A') + line[8..]);
        foreach (var number in new[] { 1, 2, 3 })
        {
            var path = Path.Combine(_folder, $"share-{number}.txt");
            File.WriteAllLines(path, File.ReadAllLines(path).Where(line => line[0] != '#'));
        }
        Refused("share-1.txt share-2.txt share-3.txt", "! share-2.txt is a wrong share; the others give the key without it\n");
        Refused("share-1.txt share-2.txt", "! these shares do not give that recipient's key: too few of them, or a wrong one\n");
        Assert.Equal(0, Combine("share-1.txt share-3.txt").ExitCode);
    }

    [Theory]
    [InlineData("# share 4 of 3; any 2 give the key back")]
    [InlineData("# share 0 of 3; any 2 give the key back")]
    [InlineData("# share 999 of 999; any 999 give the key back")]
    [InlineData("# kept by SPECIMEN")]
    public void Other_words_in_front_of_a_share_say_nothing(string first)
    {
        var path = Path.Combine(_folder, "share-1.txt");
        File.WriteAllLines(path, [first, .. File.ReadAllLines(path).Skip(1)]);
        Assert.Equal(0, Combine("share-1.txt share-3.txt").ExitCode);
    }

    private void Change(int number, Func<string, string> change)
    {
        var path = Path.Combine(_folder, $"share-{number}.txt");
        File.WriteAllLines(path, File.ReadAllLines(path).Select(line => line[0] == '#' ? line : change(line)));
    }

    private Answer Combine(string given) => Tool.Run(_folder, ["combine", "-r", _recipient, "-o", "combined.key", .. given.Split(' ')]);

    private void Refused(string given, string said)
    {
        var answer = Combine(given);
        Assert.Equal((3, said, false), (answer.ExitCode, answer.Error, File.Exists(Path.Combine(_folder, "combined.key"))));
    }
}
