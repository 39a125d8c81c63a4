using System.Text.Json;
using SecureIntake.Audit.Events;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Tests;

namespace SecureIntake.Cli.Tests;

/// <summary>What the holder of a receipt code learns from a copy of the log, by the published program.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-receipt-").FullName;
    private readonly SpecimenCustody _custody;

    public ReceiptTests()
    {
        _custody = new SpecimenCustody(Path.Combine(_folder, "office"));
        File.WriteAllText(At("code"), _custody.Code.ToDigits() + "\n");
    }

    public void Dispose()
    {
        _custody.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_testimony_that_entered_and_for_whose_source_nobody_asked()
    {
        _custody.Receive();
        _custody.Ask(part: OpaqueId.Create(System.Security.Cryptography.RandomNumberGenerator.Fill));
        var lines = Look().Text.Split('\n');
        Assert.StartsWith("log: 7 entries, all verified; its witnesses saw this state on ", lines[0], StringComparison.Ordinal);
        Assert.Equal([$"the testimony entered on {SpecimenCustody.Today:yyyy-MM-dd}, entry 3", "nobody has asked who the source is, as far as this copy goes", ""], lines[1..]);
    }

    [Fact, Defends("T-34")]
    public void Whoever_asked_objected_and_opened_is_told_with_time_and_reason()
    {
        _custody.Receive();
        var request = _custody.Ask(purpose: Purpose.Court);
        _custody.Veto(request, _custody.Verifier);
        _custody.Open(Purpose.Custody, OpaqueId.Create(System.Security.Cryptography.RandomNumberGenerator.Fill));
        _custody.Open(Purpose.Custody, _custody.Source);
        using var json = JsonDocument.Parse(Look("--json").Text);
        Assert.Equal($"{SpecimenCustody.Today:yyyy-MM-dd}", json.RootElement.GetProperty("arrived").GetString());
        Assert.Equal(["6 custody/v1 court", "7 veto/v1", "9 open/v1"], json.RootElement.GetProperty("entries").EnumerateArray().Select(entry =>
            $"{entry.GetProperty("entry")} {entry.GetProperty("type")}{(entry.TryGetProperty("purpose", out var purpose) ? $" {purpose}" : "")}"));
        var text = Look().Text;
        Assert.Contains($"entry 6: member {_custody.Lead.Id} asked for this source, for a court or a body of the UN, on ", text, StringComparison.Ordinal);
        Assert.Contains($"entry 7: member {_custody.Verifier.Id} VETOED that on ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody has asked", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_and_words_of_either_language_are_read_and_another_code_finds_nothing()
    {
        _custody.Receive();
        CopyLog();
        // As an input method for Chinese gives digits.
        var wide = string.Concat(_custody.Code.ToDigits().Select(c => c == ' ' ? c : (char)(c + '０' - '0')));
        foreach (var typed in new[] { _custody.Code.ToDigits().Replace(" ", "-", StringComparison.Ordinal), wide, _custody.Code.ToWords(ReceiptLanguage.English), _custody.Code.ToWords(ReceiptLanguage.Chinese) })
        {
            File.WriteAllText(At("code"), typed);
            Assert.Equal(0, Run().ExitCode);
        }
        using var other = ReceiptCode.Create(System.Security.Cryptography.RandomNumberGenerator.Fill);
        File.WriteAllText(At("code"), other.ToDigits());
        var answer = Run();
        Assert.Equal((1, true), (answer.ExitCode, answer.Text.Contains("no entry of this copy has the code's tag", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("000000 O00000", "! group 2 of the code is not right: compare it with the paper\n")]
    [InlineData("000000 000001", "! group 2 of the code is not right: compare it with the paper\n")]
    [InlineData("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo specimenx", "! word 12 of the code is not in the list: compare it with the paper\n")]
    [InlineData("zoo zoo", "! these are not the twelve words of a code: compare each one with the paper\n")]
    public void A_slip_is_pointed_at(string typed, string said)
    {
        CopyLog();
        File.WriteAllText(At("code"), typed);
        Assert.Equal((1, said), (Run().ExitCode, Run().Error));
    }

    [Fact, Defends("T-34")]
    public void A_copy_that_was_changed_or_that_too_few_saw_says_nothing()
    {
        _custody.Receive();
        CopyLog(witnesses: 1);
        var answer = Run();
        Assert.Equal((3, "", true), (answer.ExitCode, answer.Text, answer.Error.Contains("not cosigned as the root asks", StringComparison.Ordinal)));
        var bundle = Directory.EnumerateFiles(At("copy/tile/entries"), "*", SearchOption.AllDirectories).Last();
        var bytes = File.ReadAllBytes(bundle);
        bytes[^5] ^= 1;
        File.WriteAllBytes(bundle, bytes);
        answer = Run();
        Assert.Equal((3, "", "! this copy of the log does not verify; `audit verify` says where\n"), (answer.ExitCode, answer.Text, answer.Error));
    }

    private Answer Look(params string[] more)
    {
        if (!Directory.Exists(At("copy"))) CopyLog();
        var answer = Run(more);
        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        return answer;
    }

    private Answer Run(params string[] more) => Tool.Run(_folder, ["receipt", "copy", "--root", _custody.RootFingerprint, "--code", "code", .. more]);

    private void CopyLog(int witnesses = 2) => _custody.CopyLog(At("copy"), witnesses);

    private string At(string name) => Path.Combine(_folder, name);
}
