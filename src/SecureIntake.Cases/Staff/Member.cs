namespace SecureIntake.Cases.Staff;

/// <summary>Names the ids of staff members. Who a member is stands in Portal's own store and in the signed directory, not here.</summary>
public sealed class Member
{
    private Member()
    {
    }
}
