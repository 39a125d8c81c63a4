using SecureIntake.Tests;

namespace SecureIntake.Cli.Tests;

/// <summary>Where the output goes, met by the published program: nothing that is there is lost, nothing unchecked leaves, nothing stays after a failure.</summary>
public sealed class OutputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-output-").FullName;
    private readonly string _recipient;

    public OutputTests()
    {
        _recipient = Tool.Run(_folder, ["keygen", "-o", "my.key"]).Text.Trim();
        File.WriteAllText(Path.Combine(_folder, "letter"), "SPECIMEN\n");
        Assert.Equal("", Shell("secureintake seal -r RECIPIENT -o letter.age letter"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("seal -r RECIPIENT -o letter letter", "letter")]
    [InlineData("open -k my.key -o my.key letter.age", "my.key")]
    [InlineData("open -k my.key -o letter.age letter.age", "letter.age")]
    [InlineData("readdress -k my.key -r RECIPIENT -o letter.age letter.age", "letter.age")]
    [InlineData("sanitise letter.pdf -o letter.pdf", "letter.pdf")]
    [InlineData("open -k my.key -o link letter.age", "link")]
    [Defends("T-35")]
    public void What_a_command_reads_is_never_replaced(string command, string file)
    {
        File.WriteAllBytes(Path.Combine(_folder, "letter.pdf"), Specimens.MadeUp.Pdf().Bytes);
        File.CreateSymbolicLink(Path.Combine(_folder, "link"), "my.key");
        var before = Files();
        Assert.Equal($"! {file} is read for this and would be lost: give the output another name\n1", Shell($"secureintake {command} --force; echo $?"));
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("seal -r RECIPIENT -o other letter")]
    [InlineData("open -k my.key -o other letter.age")]
    [InlineData("readdress -k my.key -r RECIPIENT -o other letter.age")]
    [InlineData("sanitise letter.pdf -o other.pdf")]
    public void What_is_there_stays_unless_it_may_go(string command)
    {
        File.WriteAllBytes(Path.Combine(_folder, "letter.pdf"), Specimens.MadeUp.Pdf().Bytes);
        var output = command.Contains("other.pdf", StringComparison.Ordinal) ? "other.pdf" : "other";
        File.WriteAllText(Path.Combine(_folder, output), "an older one");
        var before = Files();
        Assert.Equal($"! {output} exists already and stays as it is; --force replaces it\n1", Shell($"secureintake {command}; echo $?"));
        Assert.Equal(before, Files());
    }

    [Fact]
    public void What_may_be_replaced_is_replaced() =>
        Assert.Equal("SPECIMEN", Shell("cp letter.age other; echo more >> letter; secureintake open -k my.key --force -o letter other; cat letter"));

    [Fact]
    public void A_link_stays_and_the_file_behind_it_is_written() =>
        Assert.Equal("SPECIMEN\nlink", Shell("ln -s behind link; secureintake open -k my.key -o link letter.age; cat behind; find . -type l -printf '%f\n'"));

    [Theory]
    [InlineData("-o /dev/stdout")]
    [InlineData("-o /dev/fd/1")]
    [InlineData("-o /proc/self/fd/1")]
    [InlineData("-o -")]
    [InlineData("")]
    [Defends("T-35")]
    public void Standard_output_by_any_name_gets_checked_chunks_in_order_and_is_added_to(string output)
    {
        Assert.Equal("before\nSPECIMEN", Shell($"echo before > all; secureintake open -k my.key {output} letter.age >> all; cat all"));
        // A chunk in the second batch is changed: the first batch is all that may leave.
        Assert.Equal("! the content was changed in chunk 16 (64 KiB from byte 1048576 on)\n3\n1048576", Shell($$"""
            head -c 6000000 /dev/urandom > large; secureintake seal -r RECIPIENT -o large.age large
            printf '\0\0\0\0\0\0\0\0' | dd of=large.age bs=1 seek=$((1643 + 16 * 65552 + 100)) conv=notrunc status=none
            secureintake open -k my.key {{output}} large.age > leaked; echo $?
            cmp leaked <(head -c 1048576 large) && stat -c %s leaked
            """));
    }

    [Theory]
    [InlineData("keygen -o new.key")]
    [InlineData("signer keygen -o new.key")]
    [InlineData("log keygen new.key")]
    [InlineData("custodian keygen --number 1 --out new.key")]
    [InlineData("root init --keys 3 --threshold 2 --out new/root")]
    [InlineData("split --threshold 2 --shares 3 --json --out new/shares my.key")]
    public void No_key_stays_whose_public_half_nobody_saw(string command)
    {
        var before = Files();
        Assert.Equal("! the disk is full\n1", Shell($"secureintake {command} > /dev/full; echo $?"));
        Assert.Equal("! there is no standard output: it was closed\n1", Shell($"(secureintake {command} >&-); echo $?"));
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("secureintake seal -r RECIPIENT -o out <&-", "! there is no standard input: it was closed\n1")]
    [InlineData("secureintake seal -r RECIPIENT letter >&-", "! there is no standard output: it was closed\n1")]
    [InlineData("secureintake open -k missing letter.age 2>&-", "1")]
    [InlineData("secureintake seal -r RECIPIENT -o '' letter", "! an argument is empty: is a variable of the shell not set?\nTry: secureintake --help\n2")]
    [InlineData("secureintake open -k '' letter.age", "! an argument is empty: is a variable of the shell not set?\nTry: secureintake --help\n2")]
    [InlineData("secureintake seal --json -r RECIPIENT letter", "! there is no option --json\nTry: secureintake seal --help\n2")]
    [InlineData("secureintake seal -r RECIPIENT -o out -- --letter", "! no such file or folder: /folder/--letter\n1")]
    [InlineData("echo RECIPIENT | secureintake seal -R /dev/stdin -o out", "! standard input can be only one of the things that are read: give a file for the others\n2")]
    [InlineData("secureintake seal -r RECIPIENT -o $(printf %0300d 1) letter", "! this name is too long\n1")]
    [InlineData("secureintake open -p letter -o out letter.age", "! this file was sealed to keys: give --key\n1")]
    [InlineData("secureintake seal -p letter -o with-words letter; secureintake open -k my.key -o out with-words; code=$?; rm with-words; (exit $code)", "! this file was sealed with a passphrase: give --passphrase-file\n1")]
    [InlineData("head -c 1627 letter.age | secureintake readdress -k my.key -r RECIPIENT -o out", "! this is a header without content: give --header-only\n1")]
    [InlineData("head -c 1650 letter.age | secureintake readdress -k my.key -r RECIPIENT -o out", "! no content has this length: the file was cut off, or bytes were added\n3")]
    [InlineData("head -c 1660 letter.age > cut; secureintake open -k my.key -o out cut; code=$?; rm cut; (exit $code)", "! the content was changed, cut off or added to in chunk 0 (64 KiB from byte 0 on)\n3")]
    public void What_cannot_be_done_is_said_and_leaves_nothing(string command, string said)
    {
        var before = Files();
        Assert.Equal(said, Shell($"({command}); echo $?").Replace(_folder, "/folder", StringComparison.Ordinal));
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("readdress -k my.key -r RECIPIENT -o out")]
    [InlineData("open -k my.key -o out")]
    [InlineData("inspect")]
    [InlineData("inspect --json")]
    public void Damaged_armor_is_damage_to_every_command(string command) =>
        Assert.Equal("! the armor is damaged\n3", Shell($"head -c 99999 /dev/urandom > large; secureintake seal -a -r RECIPIENT large | sed '100s/./!/' > damaged; secureintake {command} damaged; echo $?"));

    [Theory]
    [InlineData("secureintake seal -r RECIPIENT --force --output= letter", "! an argument is empty: is a variable of the shell not set?\nTry: secureintake --help\n2")]
    [InlineData("secureintake open --key= letter.age", "! an argument is empty: is a variable of the shell not set?\nTry: secureintake --help\n2")]
    [InlineData("secureintake open -k my.key -o --key letter.age", "! --key stands where a value was expected; a file of that name is ./--key\nTry: secureintake open --help\n2")]
    [InlineData("secureintake seal -r RECIPIENT -o --force letter", "! --force stands where a value was expected; a file of that name is ./--force\nTry: secureintake seal --help\n2")]
    [InlineData("secureintake custodian keygen --number 1 --out -", "! several files are made: - is no name for one\n2")]
    public void A_value_that_was_forgotten_takes_nothing_else_in_its_place(string command, string said) => What_cannot_be_done_is_said_and_leaves_nothing(command, said);

    [Theory]
    [InlineData("split --threshold 2 --shares 255 --out made/shares my.key", "made/shares", 255)]
    [InlineData("custodian keygen --number 1 --out custodian", "custodian custodian.pub", 2)]
    [InlineData("root init --keys 15 --threshold 2 --out made/root", "made/root", 17)]
    [Defends("T-35")]
    public void An_interruption_at_any_moment_leaves_all_or_nothing(string command, string made, int files)
    {
        // Whether a command ends before the signal or by it: what it says and what is there agree.
        var answer = Shell($$"""
            for i in $(seq 24); do
              secureintake {{command}} > said & pid=$!
              sleep 0.0$((RANDOM % 9))$((RANDOM % 10)); kill -TERM $pid 2> killed; wait $pid; code=$?
              left=$(find {{made}} -type f 2> killed | wc -l)
              if [ $code -eq 0 ]; then [ $left -eq {{files}} ] || echo "0 with $left"; else [ $left -eq 0 ] && [ $code -eq 143 ] && [ ! -e made ] || echo "$code with $left"; fi
              rm -rf made {{made}}; ls -A | grep '\.part$'
            done 2> /dev/null; rm -f said killed
            """);
        Assert.Equal("", answer);
    }

    [Fact]
    public void A_name_as_long_as_the_disk_takes_is_taken() =>
        Assert.Equal("1 1", Shell("secureintake open -k my.key -o $(printf %0255d 1) letter.age && ls | grep -c '^0*1$' | tr '\n' ' '; ls | awk 'length == 255' | wc -l"));

    /// <summary>What a line of shell said and printed, without the last line's end.</summary>
    private string Shell(string line)
    {
        var answer = Tool.Shell(_folder, line.Replace("RECIPIENT", _recipient, StringComparison.Ordinal));
        return (answer.Error + answer.Text).TrimEnd('\n');
    }

    private string Files() => string.Join('\n', Directory.EnumerateFileSystemEntries(_folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => Directory.Exists(path) ? path : $"{path} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}"));
}
