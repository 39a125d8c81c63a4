namespace SecureIntake.Sealing.Age;

/// <summary>Hostile armor, met while a stream is read: a stream has no other word for it. <see cref="Header.TryRead"/> and the payload's readers
/// turn it into their own failures; whoever copies what <see cref="Armor.Strip"/> gives meets it as it is.</summary>
public sealed class MalformedArmorException : IOException
{
    internal MalformedArmorException() : base("The armor is malformed.") { }
}
