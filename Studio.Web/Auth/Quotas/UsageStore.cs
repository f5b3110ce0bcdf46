using Dapper;
using Studio.Web.Data;

namespace Studio.Web.Auth.Quotas;

/// <summary>What a subject has used on a day.</summary>
internal sealed record Usage(int Images, TimeSpan Gpu);

/// <summary>Usage by the day as rows. Knows no rules.</summary>
internal sealed class UsageStore(StudioDb db)
{
    private const int DaysKept = 400;

    public Usage Read(string subject, int day)
    {
        using var connection = db.Open();
        var (images, milliseconds) = connection.QuerySingleOrDefault<(int, long)>(
            "SELECT images, gpu_milliseconds FROM usage WHERE subject = @subject AND day = @day", new { subject, day });
        return new(images, TimeSpan.FromMilliseconds(milliseconds));
    }

    public void Add(IEnumerable<string> subjects, int day, Usage usage)
    {
        using var connection = db.Open();
        using var transaction = connection.BeginTransaction();
        foreach (var subject in subjects)
        {
            connection.Execute(
                "INSERT INTO usage (subject, day, images, gpu_milliseconds) VALUES (@subject, @day, @Images, @gpu) "
                + "ON CONFLICT (subject, day) DO UPDATE SET images = images + @Images, gpu_milliseconds = gpu_milliseconds + @gpu",
                new { subject, day, usage.Images, gpu = (long)usage.Gpu.TotalMilliseconds },
                transaction);
        }

        connection.Execute("DELETE FROM usage WHERE day < @oldest", new { oldest = day - DaysKept }, transaction);
        transaction.Commit();
    }
}
