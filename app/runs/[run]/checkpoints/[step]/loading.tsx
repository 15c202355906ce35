import { Skeleton } from "../../../../_ui/skeleton";

export default function CheckpointLoading() {
  return (
    <div className="page space-y-4" role="status" aria-label="Reading the checkpoint">
      <Skeleton className="h-7 w-80" />
      <Skeleton className="h-36 w-full rounded-md!" />
      <Skeleton className="h-52 w-full rounded-md!" />
      <Skeleton className="h-52 w-full rounded-md!" />
    </div>
  );
}
