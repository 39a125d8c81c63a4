namespace SecureIntake.Sealing.Age;

/// <summary>Hostile armor, met while a stream is read: a stream has no other word for it. <see cref="Header.TryRead"/> and the payload's readers
/// turn it into their own failures, so it ends inside this library and Opening.</summary>
internal sealed class MalformedArmorException : IOException
{
    public MalformedArmorException() : base("The armor is malformed.") { }
}
