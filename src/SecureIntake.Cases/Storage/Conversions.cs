using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SecureIntake.Cases.Storage;

/// <summary>How ids, times and enums stand in a database: one spelling for SQLite and PostgreSQL.</summary>
public static class Conversions
{
    /// <summary>Ids of this kind are stored as their 32 hex digits.</summary>
    public static void StoreId<TOf>(this ModelConfigurationBuilder builder) =>
        builder.Properties<Id<TOf>>().HaveConversion<IdText<TOf>>().HaveMaxLength(32);

    /// <summary>Times are stored as whole seconds since 1970, which both databases compare.</summary>
    public static void StoreTimes(this ModelConfigurationBuilder builder) =>
        builder.Properties<DateTimeOffset>().HaveConversion<UnixSeconds>();

    /// <summary>Values of this enum are stored by name: a row stays readable when the enum is reordered.</summary>
    public static void StoreEnum<TEnum>(this ModelConfigurationBuilder builder)
        where TEnum : struct, Enum =>
        builder.Properties<TEnum>().HaveConversion<EnumToStringConverter<TEnum>>().HaveMaxLength(32);

    private sealed class IdText<TOf>() : ValueConverter<Id<TOf>, string>(id => id.Text, text => Id<TOf>.Parse(text));

    private sealed class UnixSeconds()
        : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeSeconds(), seconds => DateTimeOffset.FromUnixTimeSeconds(seconds));
}
