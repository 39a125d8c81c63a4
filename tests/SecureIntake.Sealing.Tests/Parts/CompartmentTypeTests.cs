using System.Reflection;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using Xunit;

namespace SecureIntake.Sealing.Tests.Parts;

/// <summary>A source part cannot be given to an account key: a program that tries does not compile, and these are the reasons.</summary>
public class CompartmentTypeTests
{
    private static MethodInfo[] Sealers(Type recipient) =>
        [.. typeof(PartSealer).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name == nameof(PartSealer.Seal) && method.GetParameters()[2].ParameterType == recipient)];

    [Fact]
    public void The_compiler_takes_the_overload_that_is_an_error()
    {
        // The closest overload for a source compartment and any other key is obsolete as an error: CS0619.
        Assert.Equal(typeof(SourceCompartment), typeof(Compartment).GetField(nameof(Compartment.Source))!.FieldType);
        var closest = Sealers(typeof(HybridRecipient)).Single(method => method.GetParameters()[0].ParameterType == typeof(SourceCompartment));
        Assert.True(closest.GetCustomAttribute<ObsoleteAttribute>()!.IsError);
        Assert.Equal(typeof(SourceCompartment), Sealers(typeof(SourceRecipient)).Single().GetParameters()[0].ParameterType);
    }

    [Fact]
    public void No_other_key_becomes_a_source_key()
    {
        Assert.Empty(typeof(SourceRecipient).GetConstructors());
        foreach (var type in new[] { typeof(SourceRecipient), typeof(HybridRecipient) })
            Assert.DoesNotContain(type.GetMethods(BindingFlags.Public | BindingFlags.Static), method => method.Name.StartsWith("op_", StringComparison.Ordinal) && method.ReturnType == typeof(SourceRecipient));
        Assert.Equal(typeof(HybridRecipient), typeof(DeskLine).GetProperty(nameof(DeskLine.Recipient))!.PropertyType);
        Assert.Equal(typeof(HybridRecipient), typeof(Custodian).GetProperty(nameof(Custodian.Recipient))!.PropertyType);
        // The one way to one begins with a secret.
        Assert.Equal([typeof(SourceIdentity)], typeof(SourceIdentity).Assembly.GetExportedTypes()
            .Concat(typeof(PartSealer).Assembly.GetExportedTypes())
            .Where(type => type.GetMembers().Any(member => member is PropertyInfo { PropertyType: var p } && p == typeof(SourceRecipient)
                || member is MethodInfo { IsSpecialName: false } method && method.ReturnType == typeof(SourceRecipient))));
    }

    [Fact]
    public void A_compartment_that_is_known_only_at_run_time_is_refused()
    {
        using var desk = HybridIdentity.Create(new FixedRandom("compartment").Fill);
        Compartment chosen = Compartment.Source;
        Assert.Throws<ArgumentException>(() => PartSealer.Seal(chosen, [new PartEntry("source.json", [])], desk.Recipient, new MemoryStream(), new FixedRandom("compartment").Fill));
    }
}
