/** The fields below `spec` that each kind has in the CRDs of CloudNativePG 1.30.0 and Barman Cloud plugin 0.14.0, by the path of what holds them. */
export const CNPG_FIELDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'postgresql.cnpg.io/Cluster': {
    '': words(`affinity backup bootstrap certificates description enablePDB enableSuperuserAccess env envFrom ephemeralVolumeSource
      ephemeralVolumesSizeLimit externalClusters failoverDelay imageCatalogRef imageName imagePullPolicy imagePullSecrets inheritedMetadata instances
      livenessProbeTimeout logLevel managed maxSyncReplicas minSyncReplicas monitoring nodeMaintenanceWindow plugins podSecurityContext podSelectorRefs
      postgresGID postgresUID postgresql primaryLease primaryUpdateMethod primaryUpdateStrategy priorityClassName probes projectedVolumeTemplate replica
      replicationSlots resources schedulerName seccompProfile securityContext serviceAccountName serviceAccountTemplate smartShutdownTimeout startDelay
      stopDelay storage superuserSecret switchoverDelay tablespaces topologySpreadConstraints walStorage`),
    'affinity': words('additionalPodAffinity additionalPodAntiAffinity enablePodAntiAffinity nodeAffinity nodeSelector podAntiAffinityType tolerations topologyKey'),
    'backup': words('barmanObjectStore retentionPolicy target volumeSnapshot'),
    'backup.barmanObjectStore': words(`azureCredentials data destinationPath endpointCA endpointURL googleCredentials historyTags s3Credentials serverName
      tags wal`),
    'backup.volumeSnapshot': words('annotations className labels online onlineConfiguration snapshotOwnerReference tablespaceClassName walClassName'),
    'bootstrap': words('initdb pg_basebackup recovery'),
    'bootstrap.initdb': words(`builtinLocale dataChecksums database encoding icuLocale icuRules import locale localeCType localeCollate localeProvider options
      owner postInitApplicationSQL postInitApplicationSQLRefs postInitSQL postInitSQLRefs postInitTemplateSQL postInitTemplateSQLRefs secret
      walSegmentSize`),
    'bootstrap.pg_basebackup': words('database owner secret source'),
    'bootstrap.recovery': words('backup database owner recoveryTarget secret source volumeSnapshots'),
    'certificates': words('clientCASecret replicationTLSSecret serverAltDNSNames serverCASecret serverTLSSecret'),
    'inheritedMetadata': words('annotations labels'),
    'managed': words('roles services'),
    'monitoring': words(`customQueriesConfigMap customQueriesSecret disableDefaultQueries enablePodMonitor metricsQueriesTTL podMonitorMetricRelabelings
      podMonitorRelabelings tls`),
    'postgresql': words(`enableAlterSystem extensions ldap parameters pg_hba pg_ident promotionTimeout shared_preload_libraries
      syncReplicaElectionConstraint synchronous`),
    'postgresql.synchronous': words('dataDurability failoverQuorum maxStandbyNamesFromCluster method number standbyNamesPost standbyNamesPre'),
    'probes': words('liveness readiness startup'),
    'replica': words('enabled minApplyDelay primary promotionToken self source'),
    'replicationSlots': words('highAvailability synchronizeReplicas updateInterval'),
    'storage': words('pvcTemplate resizeInUseVolumes size storageClass'),
    'walStorage': words('pvcTemplate resizeInUseVolumes size storageClass'),
  },
  'postgresql.cnpg.io/ScheduledBackup': {
    '': words('backupOwnerReference cluster immediate method online onlineConfiguration pluginConfiguration schedule suspend target'),
    'pluginConfiguration': words('name parameters'),
  },
  'postgresql.cnpg.io/Backup': {
    '': words('cluster method online onlineConfiguration pluginConfiguration target'),
    'pluginConfiguration': words('name parameters'),
  },
  'postgresql.cnpg.io/Pooler': {
    '': words('cluster deploymentStrategy instances monitoring pgbouncer serviceAccountName serviceTemplate template type'),
    'pgbouncer': words(`authQuery authQuerySecret clientCASecret clientTLSSecret image imageCatalogRef parameters paused pg_hba poolMode serverCASecret
      serverTLSSecret`),
  },
  'barmancloud.cnpg.io/ObjectStore': {
    '': words('configuration instanceSidecarConfiguration retentionPolicy'),
    'configuration': words('azureCredentials data destinationPath endpointCA endpointURL googleCredentials historyTags s3Credentials serverName tags wal'),
    'instanceSidecarConfiguration': words('additionalContainerArgs env logLevel resources retentionPolicyIntervalSeconds'),
  },
};

function words(text: string): string[] {
  return text.split(/\s+/);
}

/** What the next release adds below these (main on 2026-08-21): whether it runs already, no manifest shows. */
export const COMING_FIELDS = words('nodeFailureDomainKeys podFailureDomainKeys');
